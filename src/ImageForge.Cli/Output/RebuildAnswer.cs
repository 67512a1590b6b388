using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary><c>image rebuild</c>: an image beside what its plan gives when everything is made once more.</summary>
/// <param name="Disk">SHA-256 of the rebuilt disk.</param>
/// <param name="Files">Every shipped file: SHA-256 by the manifest, as it lies there, and rebuilt.</param>
/// <param name="FirstDifferences">Files of the image that differ, the first by path.</param>
/// <param name="Differences">How many there are, by the file lists.</param>
/// <param name="DiskDifference">Where the disks differ; null if they do not, or one is missing.</param>
internal sealed record RebuildAnswer(
    string Id, bool Identical, string? Disk, ImmutableArray<RebuiltFileAnswer> Files,
    ImmutableArray<string> LayersChanged, ImmutableArray<FileDifferenceAnswer> FirstDifferences, int Differences,
    DiskDifference? DiskDifference)
{
    public static RebuildAnswer Of(RebuildComparison comparison) => new(
        $"{comparison.Image}", comparison.IsIdentical, comparison.RebuiltDisk?.Hex,
        [.. comparison.Files.Select(RebuiltFileAnswer.Of)], comparison.LayersChanged,
        [.. comparison.Differences.Take(RebuildComparison.NamedMax).Select(FileDifferenceAnswer.Of)],
        comparison.Differences.Length,
        comparison.Disk is { } disk
            ? disk with { Paths = [.. disk.Paths.Take(RebuildComparison.NamedMax)] }
            : null);
}
