namespace ImageForge.Cli.Output;

/// <summary>A service that has begun to answer.</summary>
/// <param name="Process">Its process id.</param>
internal sealed record ServeAnswer(Uri Address, int Process);
