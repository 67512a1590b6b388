namespace ImageForge.Cli.Output;

/// <summary>A layer of an artifact; digests are 64 hexadecimal characters.</summary>
internal sealed record ArtifactLayerAnswer(string Name, string Key, string Content);
