namespace ImageForge.Cli.Output;

/// <summary>The one document on stdout when a run failed: <c>{"error": …}</c>.</summary>
internal sealed record FailureAnswer(Failure Error);
