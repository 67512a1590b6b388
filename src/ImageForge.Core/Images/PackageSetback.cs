using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A package that a build would take back to an older version than what is stable has.</summary>
/// <param name="Hotfix">The hotfix that brought what is stable; null where none did.</param>
public sealed record PackageSetback(string Package, string Stable, string Planned, string? Hotfix)
{
    public override string ToString() =>
        $"{Package} goes back from {Stable} to {Planned}{(Hotfix is null ? "" : $", which {Hotfix} brought")}";

    /// <summary>Every such package, sorted by name; empty: the build contains whatever hotfixes brought.</summary>
    public static ImmutableArray<PackageSetback> Of(ImageArtifact stable, IEnumerable<PackageVersion> planned)
    {
        var installed = stable.Packages.ToDictionary(package => package.Name, StringComparer.Ordinal);
        return
        [
            .. from package in planned
            let known = installed.GetValueOrDefault(package.Name)
            where known is not null && new DebianVersion(package.Version) < new DebianVersion(known.Version)
            orderby package.Name
            select new PackageSetback(
                package.Name, known.Version, package.Version,
                stable.Hotfix is { } hotfix && hotfix.Packages.Any(brought => brought.Name == package.Name)
                    ? hotfix.Hotfix
                    : null),
        ];
    }
}
