using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>What a package index answered for a definition: everything that will be installed, decided before anything runs.</summary>
public sealed record ResolvedPackages
{
    /// <summary>Essential and required packages plus apt, sorted by name: the base layer.</summary>
    public required ImmutableArray<PackageVersion> Base { get; init; }

    /// <summary>What the definition's packages bring on top, sorted by name.</summary>
    public required ImmutableArray<PackageVersion> Additional { get; init; }

    /// <summary>Digest of the signed index files the answer came from; provenance, never part of a key.</summary>
    public required Digest IndexDigest { get; init; }

    /// <summary>When the index was last fetched.</summary>
    public required DateTimeOffset IndexFetchedAt { get; init; }
}
