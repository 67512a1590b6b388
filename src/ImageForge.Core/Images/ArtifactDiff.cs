using System.Collections.Immutable;
using System.Text;

namespace ImageForge.Core.Images;

/// <summary>
/// What differs between two artifacts, and which CVEs the newer one's changelogs say were fixed on the way.
/// </summary>
public sealed record ArtifactDiff
{
    public required ArtifactId Older { get; init; }
    public required ArtifactId Newer { get; init; }
    public required ImmutableArray<PackageVersion> PackagesAdded { get; init; }
    public required ImmutableArray<PackageVersion> PackagesRemoved { get; init; }

    /// <summary>Sorted by name.</summary>
    public required ImmutableArray<PackageChange> PackagesChanged { get; init; }

    /// <summary>Names of layers whose content differs, bottom first.</summary>
    public required ImmutableArray<string> LayersChanged { get; init; }

    public required ImmutableArray<string> ControlsAdded { get; init; }
    public required ImmutableArray<string> ControlsRemoved { get; init; }
    public required ImmutableArray<string> SensorsAdded { get; init; }
    public required ImmutableArray<string> SensorsRemoved { get; init; }
    public required ImmutableArray<OpenPort> PortsOpened { get; init; }
    public required ImmutableArray<OpenPort> PortsClosed { get; init; }

    /// <summary>Every CVE id fixed by any changed package, once each, sorted.</summary>
    public ImmutableArray<string> FixedCves =>
        [.. PackagesChanged.SelectMany(change => change.FixedCves).Distinct().Order(StringComparer.Ordinal)];

    /// <param name="older">What was before.</param>
    /// <param name="newer">What is now.</param>
    /// <param name="changelogs">The newer artifact's changelogs by package.</param>
    public static ArtifactDiff Between(
        ImageArtifact older, ImageArtifact newer,
        IReadOnlyDictionary<string, ImmutableArray<ChangelogEntry>> changelogs)
    {
        var before = older.Packages.ToDictionary(package => package.Name);
        var after = newer.Packages.ToDictionary(package => package.Name);
        var removed = older.Packages.Where(package => !after.ContainsKey(package.Name)).ToList();
        var added = newer.Packages.Where(package => !before.ContainsKey(package.Name)).ToList();
        var renamed = TakeRenamed(removed, added);
        var kept = newer.Packages
            .Where(package => before.GetValueOrDefault(package.Name) is { } former && former.Version != package.Version)
            .Select(package => (From: before[package.Name], To: package));
        return new ArtifactDiff
        {
            Older = older.Id,
            Newer = newer.Id,
            PackagesAdded = [.. added],
            PackagesRemoved = [.. removed],
            PackagesChanged =
            [
                .. kept.Concat(renamed)
                    .OrderBy(pair => pair.To.Name, StringComparer.Ordinal)
                    .Select(pair => new PackageChange(
                        pair.To.Name, pair.From.Name, pair.From.Version, pair.To.Version,
                        Fixed(pair.From, pair.To, newer, changelogs))),
            ],
            LayersChanged =
            [
                .. newer.Layers.Where(layer => ContentOf(older, layer.Name) != layer.Content)
                    .Select(layer => layer.Name),
            ],
            ControlsAdded = [.. newer.Controls.Except(older.Controls)],
            ControlsRemoved = [.. older.Controls.Except(newer.Controls)],
            SensorsAdded = [.. newer.Sensors.Except(older.Sensors)],
            SensorsRemoved = [.. older.Sensors.Except(newer.Sensors)],
            PortsOpened = [.. newer.Ports.Except(older.Ports)],
            PortsClosed = [.. older.Ports.Except(newer.Ports)],
        };
    }

    private static Digest? ContentOf(ImageArtifact artifact, string layer) =>
        artifact.Layers.FirstOrDefault(candidate => candidate.Name == layer)?.Content;

    // linux-image-6.1.0-40-cloud-amd64 after -38-: the same source's package under the next number, not one gone and
    // one come.
    private static List<(PackageVersion From, PackageVersion To)> TakeRenamed(
        List<PackageVersion> removed, List<PackageVersion> added)
    {
        var renamed = new List<(PackageVersion From, PackageVersion To)>();
        foreach (var to in added.ToArray())
        {
            var from = removed.FirstOrDefault(
                package => package.Source == to.Source && WithoutNumbers(package.Name) == WithoutNumbers(to.Name));
            if (from is not null)
            {
                renamed.Add((from, to));
                removed.Remove(from);
                added.Remove(to);
            }
        }

        return renamed;
    }

    private static string WithoutNumbers(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (!char.IsAsciiDigit(character))
            {
                text.Append(character);
            }
            else if (text.Length == 0 || text[^1] != '#')
            {
                text.Append('#');
            }
        }

        return text.ToString();
    }

    private static ImmutableArray<string> Fixed(
        PackageVersion from, PackageVersion to, ImageArtifact newer,
        IReadOnlyDictionary<string, ImmutableArray<ChangelogEntry>> changelogs)
    {
        // Packages of one source often share one documentation folder: a sibling's changelog is theirs too.
        var entries = newer.Packages.Where(package => package.Source == to.Source).Prepend(to)
            .Select(package => changelogs.TryGetValue(package.Name, out var found) ? found : [])
            .FirstOrDefault(found => found.Length > 0, []);
        var (oldest, newest) = (new DebianVersion(from.Version), new DebianVersion(to.Version));
        return
        [
            .. entries
                .Where(entry =>
                    new DebianVersion(entry.Version) is var version && version > oldest && version <= newest)
                .SelectMany(entry => entry.Cves).Distinct().Order(StringComparer.Ordinal),
        ];
    }
}
