namespace ImageForge.Core.Images;

/// <summary>How a script ended.</summary>
/// <param name="ExitCode">0: passed; 124: ran into its time limit.</param>
/// <param name="Output">What it printed, cut at 4 KiB.</param>
public sealed record ScriptOutcome(int ExitCode, string Output);
