using ImageForge.Core.Images;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>An image that a served cloud knows, without anybody having built it.</summary>
public sealed record CloudImage(ArtifactId Id, DateTimeOffset BuiltAt);
