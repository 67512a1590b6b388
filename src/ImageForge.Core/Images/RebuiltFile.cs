namespace ImageForge.Core.Images;

/// <summary>A shipped file of an artifact beside what a rebuild made of the same plan.</summary>
/// <param name="Name">File name inside the artifact's folder.</param>
/// <param name="Recorded">SHA-256 by the artifact's manifest; null: the manifest knows no such file.</param>
/// <param name="Found">SHA-256 of the file as it lies there; null: it is not there.</param>
/// <param name="Rebuilt">SHA-256 of the rebuilt one; null: the rebuild made none.</param>
public sealed record RebuiltFile(string Name, Digest? Recorded, Digest? Found, Digest? Rebuilt)
{
    public bool IsIdentical => Rebuilt is not null && Recorded == Rebuilt && Found == Rebuilt;
}
