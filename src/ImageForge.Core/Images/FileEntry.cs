namespace ImageForge.Core.Images;

/// <summary>A file that a definition puts into the image.</summary>
/// <param name="Path">Absolute path inside the image.</param>
/// <param name="Content">Digest of the bytes.</param>
/// <param name="SourcePath">Where the bytes lie on this host; not part of any digest.</param>
/// <param name="Owner">User name inside the image.</param>
/// <param name="Group">Group name inside the image.</param>
/// <param name="Mode">Octal permission bits, such as <c>0644</c>.</param>
public sealed record FileEntry(
    string Path, Digest Content, string SourcePath, string Owner = "root", string Group = "root", string Mode = "0644");
