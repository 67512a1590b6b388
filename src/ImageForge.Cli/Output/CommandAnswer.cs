namespace ImageForge.Cli.Output;

/// <summary>
/// A command of a plan: <c>Launch</c>, <c>Register</c>, <c>Admit</c>, <c>Drain</c> or <c>Terminate</c>.
/// </summary>
internal sealed record CommandAnswer(string Command, string Instance, string Reason);
