using ImageForge.Core.Images;

namespace ImageForge.Targets.Simulated;

/// <summary>An image whose application does not work.</summary>
/// <param name="BreaksAfter">Time from boot to its failure; null if it never works at all.</param>
public sealed record BadImage(ArtifactId Image, TimeSpan? BreaksAfter);
