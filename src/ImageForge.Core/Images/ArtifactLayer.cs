namespace ImageForge.Core.Images;

/// <summary>A layer an artifact is made of.</summary>
/// <param name="Content">Digest of the layer's tree, entry by entry.</param>
public sealed record ArtifactLayer(string Name, Digest Key, Digest Content);
