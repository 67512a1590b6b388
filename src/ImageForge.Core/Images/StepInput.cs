namespace ImageForge.Core.Images;

/// <summary>A file that an image's own step works with; it does not go into the image by itself.</summary>
/// <param name="Path">Relative to the step's folder.</param>
/// <param name="Content">Digest of the bytes.</param>
/// <param name="SourcePath">Where the bytes lie on this host; not part of any digest.</param>
public sealed record StepInput(string Path, Digest Content, string SourcePath);
