using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>That a version was made of another one by a hotfix.</summary>
/// <param name="Of">The version before it.</param>
/// <param name="Hotfix">Id of the hotfix.</param>
/// <param name="Packages">What it brought, and what hotfixes before it did, sorted by name.</param>
public sealed record HotfixOrigin(ArtifactId Of, string Hotfix, ImmutableArray<PackageVersion> Packages);
