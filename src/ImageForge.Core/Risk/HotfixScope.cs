using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Risk;

/// <summary>Which of an image's packages a hotfix is about.</summary>
public static class HotfixScope
{
    /// <summary>
    /// The installed packages that would be brought to another version, sorted by name; empty: the image is not
    /// affected, or has that version already.
    /// </summary>
    /// <param name="installed">Every package of the image.</param>
    /// <param name="wish">A binary package, or all that are built of a source package; or a vulnerability.</param>
    /// <param name="known">What feeds know of the image's packages; only asked where a vulnerability is named.</param>
    public static ImmutableArray<PackageVersion> Of(
        IEnumerable<PackageVersion> installed, HotfixWish wish, IEnumerable<KnownVulnerability> known)
    {
        var all = installed.ToList();
        var names = wish.Cve is { } cve
            ? known.Where(vulnerability => vulnerability.Id == cve)
                .SelectMany(vulnerability => vulnerability.Packages).ToHashSet(StringComparer.Ordinal)
            : Named(all, wish.Package!);
        return
        [
            .. all.Where(package => names.Contains(package.Name) && IsOlder(package, wish.Version))
                .OrderBy(package => package.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>True if an installed package that is named is newer than the version asked for.</summary>
    public static PackageVersion? NewerThan(IEnumerable<PackageVersion> installed, HotfixWish wish)
    {
        var all = installed.ToList();
        return wish is { Package: { } package, Version: { } version }
            ? all.Find(known => Named(all, package).Contains(known.Name)
                && new DebianVersion(known.Version) > new DebianVersion(version))
            : null;
    }

    // A binary package by its name; else whatever is built of a source package of that name.
    private static HashSet<string> Named(List<PackageVersion> all, string name)
    {
        var exact = all.Where(package => package.Name == name).Select(package => package.Name)
            .ToHashSet(StringComparer.Ordinal);
        return exact.Count > 0
            ? exact
            : all.Where(package => package.Source == name).Select(package => package.Name)
                .ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsOlder(PackageVersion package, string? version) =>
        version is null || new DebianVersion(package.Version) < new DebianVersion(version);
}
