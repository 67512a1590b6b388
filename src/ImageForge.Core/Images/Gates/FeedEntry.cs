using System.Collections.Immutable;

namespace ImageForge.Core.Images.Gates;

/// <summary>What a feed says of one vulnerability in one source package of one suite.</summary>
public sealed record FeedEntry
{
    /// <summary>The CVE id; where there is none yet, the feed's own, such as <c>TEMP-0290435-0B57B5</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the source package.</summary>
    public required string Source { get; init; }

    /// <summary>Null: nobody has rated it.</summary>
    public required Severity? Severity { get; init; }

    /// <summary>One line of what it is, cut short; empty where the feed says nothing.</summary>
    public required string Summary { get; init; }

    public required ImmutableArray<AffectedRange> Ranges { get; init; }

    /// <summary>Versions that have it whatever the ranges say, as OSV lists them.</summary>
    public required ImmutableArray<string> Versions { get; init; }
}
