namespace ImageForge.Cli.Output;

/// <summary>That an instance is not kept any more.</summary>
internal sealed record InstanceReleaseAnswer(string Fleet, string Instance);
