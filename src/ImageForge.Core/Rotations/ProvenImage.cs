using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>An image to which a rotation of this fleet came to its end, bake included.</summary>
public sealed record ProvenImage(ArtifactId Image, RotationId Rotation, DateTimeOffset At);
