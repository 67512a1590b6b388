using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>
/// <c>image diff</c>: what differs, and the CVE ids that the newer image's changelogs say were fixed.
/// </summary>
internal sealed record DiffAnswer(
    string Older, string Newer, ImmutableArray<PackageChange> PackagesChanged, ImmutableArray<string> PackagesAdded,
    ImmutableArray<string> PackagesRemoved, ImmutableArray<string> FixedCves, ImmutableArray<string> LayersChanged,
    ImmutableArray<string> ControlsAdded, ImmutableArray<string> ControlsRemoved, ImmutableArray<string> SensorsAdded,
    ImmutableArray<string> SensorsRemoved, ImmutableArray<string> PortsOpened, ImmutableArray<string> PortsClosed)
{
    public static DiffAnswer Of(ArtifactDiff diff) => new(
        $"{diff.Older}", $"{diff.Newer}", diff.PackagesChanged,
        [.. diff.PackagesAdded.Select(package => package.Name)],
        [.. diff.PackagesRemoved.Select(package => package.Name)],
        diff.FixedCves, diff.LayersChanged, diff.ControlsAdded, diff.ControlsRemoved, diff.SensorsAdded,
        diff.SensorsRemoved,
        [.. diff.PortsOpened.Select(port => $"{port}")], [.. diff.PortsClosed.Select(port => $"{port}")]);
}
