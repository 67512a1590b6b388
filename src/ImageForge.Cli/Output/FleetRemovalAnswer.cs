namespace ImageForge.Cli.Output;

/// <summary><c>fleet destroy</c>: how many instances were terminated.</summary>
internal sealed record FleetRemovalAnswer(string Fleet, int Terminated);
