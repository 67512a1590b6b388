using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>Everything that decides which packages an image gets.</summary>
/// <param name="Base">Suite, architecture, pockets and mirror.</param>
/// <param name="Packages">Names of packages wanted on top of the base.</param>
public sealed record PackageWish(BaseSystem Base, ImmutableArray<string> Packages)
{
    /// <summary>Archives of third parties that packages may come from too.</summary>
    public ImmutableArray<AptRepository> Repositories { get; init; } = [];

    /// <summary>Local packages; each is installed.</summary>
    public ImmutableArray<LocalPackage> Debs { get; init; } = [];

    /// <summary>
    /// Packages for the tree that playbooks are run from, wanted on top of the base; never in an image.
    /// </summary>
    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>What a definition asks for, but for what its target and its playbooks need.</summary>
    public static PackageWish Of(ImageDefinition definition) => new(definition.Base, definition.Packages)
    {
        Repositories = definition.Repositories,
        Debs = definition.Debs,
    };
}
