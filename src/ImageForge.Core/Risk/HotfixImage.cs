using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>One image that a hotfix changes.</summary>
/// <param name="From">Its version before: what is stable.</param>
/// <param name="To">Its version after.</param>
/// <param name="Packages">What is brought: the packages named, and what has to come along; sorted by name.</param>
public sealed record HotfixImage(ArtifactId From, ArtifactId To, ImmutableArray<PackageVersion> Packages);
