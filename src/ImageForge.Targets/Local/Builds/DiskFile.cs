namespace ImageForge.Targets.Local.Builds;

/// <summary>An entry of a disk that is no folder.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="IsLink">A symbolic link.</param>
internal sealed record DiskFile(string Path, long Size, bool IsLink);
