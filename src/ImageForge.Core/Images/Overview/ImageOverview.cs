using System.Collections.Immutable;

namespace ImageForge.Core.Images.Overview;

/// <summary>An image with all of its versions that are here.</summary>
/// <param name="Versions">The newest first.</param>
public sealed record ImageOverview(ImageName Image, ImmutableArray<VersionOverview> Versions)
{
    /// <summary>A version and those it was made of by hotfixes, itself first, as far as they are here.</summary>
    public ImmutableArray<VersionOverview> LineageOf(VersionOverview version)
    {
        var line = ImmutableArray.CreateBuilder<VersionOverview>();

        // Each is made of an older one; the count bounds it whatever manifests say.
        for (var next = version; next is not null && line.Count < Versions.Length; next = BeforeOf(next))
        {
            line.Add(next);
        }

        return line.ToImmutable();
    }

    private VersionOverview? BeforeOf(VersionOverview version) =>
        version.Artifact.Hotfix is { } hotfix
            ? Versions.FirstOrDefault(known => known.Artifact.Id == hotfix.Of)
            : null;
}
