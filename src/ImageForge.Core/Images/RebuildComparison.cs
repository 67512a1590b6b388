using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>An artifact beside what its plan gives when everything is made once more.</summary>
public sealed record RebuildComparison
{
    /// <summary>More names than these tell a person nothing more.</summary>
    public const int NamedMax = 20;

    /// <summary>The shipped file that is the disk.</summary>
    public const string DiskName = "disk.qcow2";

    public required ArtifactId Image { get; init; }

    /// <summary>Every shipped file of either, sorted by name.</summary>
    public required ImmutableArray<RebuiltFile> Files { get; init; }

    /// <summary>Names of layers whose content is other than the manifest says, bottom first.</summary>
    public required ImmutableArray<string> LayersChanged { get; init; }

    /// <summary>What the file lists do not agree about, sorted by path.</summary>
    public required ImmutableArray<FileDifference> Differences { get; init; }

    /// <summary>Where the disks differ; null if they do not, or one is missing.</summary>
    public required DiskDifference? Disk { get; init; }

    /// <summary>SHA-256 of the rebuilt disk.</summary>
    public Digest? RebuiltDisk => Files.FirstOrDefault(file => file.Name == DiskName)?.Rebuilt;

    /// <summary>True if every shipped file has the bytes that the manifest names and the rebuild made.</summary>
    public bool IsIdentical => Files.All(file => file.IsIdentical);
}
