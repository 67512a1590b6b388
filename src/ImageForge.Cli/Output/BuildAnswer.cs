namespace ImageForge.Cli.Output;

/// <summary><c>build</c>: what came out, and whether it was there already.</summary>
internal sealed record BuildAnswer(bool Reused, ArtifactAnswer Artifact);
