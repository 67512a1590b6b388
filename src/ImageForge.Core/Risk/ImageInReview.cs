using System.Collections.Immutable;

namespace ImageForge.Core.Risk;

/// <summary>Everything that a review of one image judges by, looked at once.</summary>
public sealed record ImageInReview
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked for the review.</summary>
    public required string By { get; init; }

    /// <summary>What was at hand of each feed: its id and the digest of what came.</summary>
    public required ImmutableSortedDictionary<string, string> Feeds { get; init; }

    /// <summary>Those that instances run, and those that channels name.</summary>
    public required ImmutableArray<VersionFindings> Versions { get; init; }

    public required ImmutableArray<FleetInReview> Fleets { get; init; }

    /// <summary>What is accepted now, by what it is about; those that are over are not in it.</summary>
    public required ImmutableArray<(RiskKey Risk, RiskAcceptance Acceptance)> Acceptances { get; init; }

    public required RemediationTable Table { get; init; }
}
