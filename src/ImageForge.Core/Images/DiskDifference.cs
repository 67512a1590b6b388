using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>Where two disks differ, read as a machine would read them.</summary>
/// <param name="Offset">
/// First differing byte of the disk; null if a machine reads the same from both and only the disk's file differs.
/// </param>
/// <param name="Blocks">How many blocks of the file system differ.</param>
/// <param name="Paths">
/// Files and folders whose content or inode differs, sorted; may be cut short where blocks are very many. Empty: only
/// structures of the file system itself differ.
/// </param>
/// <param name="Fault">Why the artifact's disk cannot be read at all; null: it can.</param>
public sealed record DiskDifference(long? Offset, long Blocks, ImmutableArray<string> Paths, string? Fault = null);
