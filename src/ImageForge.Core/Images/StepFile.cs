namespace ImageForge.Core.Images;

/// <summary>A file that a step made or changed.</summary>
/// <param name="Path">Absolute path inside the image.</param>
/// <param name="Sha256">Digest of its content as the step left it.</param>
public sealed record StepFile(string Path, Digest Sha256);
