namespace ImageForge.Core.Images;

/// <summary>A file shipped with an artifact.</summary>
/// <param name="Name">File name inside the artifact's folder.</param>
/// <param name="Size">Bytes.</param>
public sealed record ArtifactFile(string Name, long Size, Digest Sha256);
