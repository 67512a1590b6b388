using System.Collections.Immutable;

namespace ImageForge.Core.Images.Gates;

/// <summary>What comparing an image's packages with the package index of its suite gave.</summary>
/// <param name="IndexAge">Time since the index was fetched; null: there is none at hand.</param>
/// <param name="Compared">Installed packages that the index knows.</param>
/// <param name="Unknown">Installed packages that it does not: brought as a file, or gone from the suite.</param>
/// <param name="Newer">Those of which it offers a newer version, by name.</param>
public sealed record FreshnessEvidence(
    TimeSpan? IndexAge, int Compared, int Unknown, ImmutableArray<NewerVersion> Newer)
{
    /// <summary>Nothing to compare with.</summary>
    public static readonly FreshnessEvidence NoIndex = new(null, 0, 0, []);

    /// <param name="installed">Every package of the image.</param>
    /// <param name="offered">The newest version of each package that the index offers, by name.</param>
    /// <param name="indexAge">Time since the index was fetched.</param>
    public static FreshnessEvidence Of(
        IEnumerable<PackageVersion> installed, IReadOnlyDictionary<string, string> offered, TimeSpan indexAge)
    {
        var known = installed.ToLookup(package => offered.ContainsKey(package.Name));
        return new FreshnessEvidence(
            indexAge, known[true].Count(), known[false].Count(),
            [
                .. known[true]
                    .Select(package => new NewerVersion(package.Name, package.Version, offered[package.Name]))
                    .Where(package => new DebianVersion(package.Newest) > new DebianVersion(package.Installed))
                    .OrderBy(package => package.Package, StringComparer.Ordinal),
            ]);
    }
}
