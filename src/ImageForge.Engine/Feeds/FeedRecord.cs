using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Feeds;

/// <summary>What is at hand of a feed.</summary>
public sealed record FeedRecord
{
    public required string Id { get; init; }
    public required FeedKind Kind { get; init; }

    /// <summary>The address or path that it came from.</summary>
    public required string Source { get; init; }

    /// <summary>Digest of what came, as it came.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Bytes of what came.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was fetched; of a file, when that last changed.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>How many entries are kept, by suite.</summary>
    public required ImmutableSortedDictionary<string, int> Entries { get; init; }
}
