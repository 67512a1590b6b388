using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Server.Api;

/// <summary>What a hotfix made a version of.</summary>
/// <param name="Of">The version before it.</param>
/// <param name="Hotfix">Id of the hotfix.</param>
/// <param name="Packages">What hotfixes brought, as name=version.</param>
public sealed record LineageAnswer(string Of, string Hotfix, ImmutableArray<string> Packages)
{
    public static LineageAnswer? FromHotfix(HotfixOrigin? origin) => origin is null
        ? null
        : new($"{origin.Of}", origin.Hotfix, [.. origin.Packages.Select(part => $"{part.Name}={part.Version}")]);
}
