using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>What the journal says of one risk of an image.</summary>
public sealed record RiskRecord
{
    public required RiskKey Key { get; init; }
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Detail { get; init; }

    public required RiskFacts Facts { get; init; }

    /// <summary>Ids of the feeds, or the gate, that say so.</summary>
    public required ImmutableArray<string> By { get; init; }

    /// <summary>Those that hold, and those that are over and that no review has ended yet.</summary>
    public ImmutableArray<RiskAcceptance> Acceptances { get; init; } = [];

    /// <summary>Those that a review has ended, each with the time at which it did end.</summary>
    public ImmutableArray<RiskAcceptance> Ended { get; init; } = [];

    public ImmutableDictionary<FleetName, FleetRisk> Fleets { get; init; } =
        ImmutableDictionary<FleetName, FleetRisk>.Empty;

    /// <summary>When a review found that nothing carries it any more, and why; null while something does.</summary>
    public (DateTimeOffset At, string Reason)? Mitigated { get; init; }

    public FleetRisk In(FleetName fleet) => Fleets.GetValueOrDefault(fleet) ?? FleetRisk.None;

    /// <summary>The acceptance that holds for a version longest; null: none does.</summary>
    public RiskAcceptance? AcceptanceOf(ArtifactId image, DateTimeOffset at) =>
        Acceptances.Where(acceptance => acceptance.Covers(image, at)).MaxBy(acceptance => acceptance.Until);

    /// <summary>
    /// When it has to be gone from what a fleet runs on a version: by its bands, but not before the last acceptance
    /// ends or ended; what was only ever accepted, then. Null: with the next image.
    /// </summary>
    public DateTimeOffset? DueAt(FleetName fleet, ArtifactId image)
    {
        var accepted = Acceptances.Concat(Ended)
            .Where(acceptance => image.PlanDigest.Hex.StartsWith(acceptance.Version, StringComparison.Ordinal))
            .Max(acceptance => (DateTimeOffset?)acceptance.Until);
        return In(fleet).DueAt is { } due ? (accepted > due ? accepted : due)
            : Key.Kind == RiskKind.Finding ? accepted
            : null;
    }

    internal RiskRecord Apply(RiskEvent news, DateTimeOffset at) => news switch
    {
        RiskEvent.Rated rated => this with { Facts = rated.Facts },
        RiskEvent.Dated dated => With(dated.Fleet, fleet => fleet with
        {
            Bands = fleet.Bands.Add((dated.Since, dated.Band)), Unknown = dated.Unknown,
        }),
        RiskEvent.Called called => With(called.Fleet, fleet => fleet with { Called = (at, called) }),
        RiskEvent.Accepted accepted => this with
        {
            Acceptances =
            [
                .. Acceptances.Where(known => known.Waiver != accepted.Acceptance.Waiver), accepted.Acceptance,
            ],
        },
        RiskEvent.AcceptanceEnded ended => this with
        {
            Acceptances = Acceptances.RemoveAll(known => known.Waiver == ended.Waiver),
            Ended = Ended.AddRange(Acceptances.Where(known => known.Waiver == ended.Waiver)
                .Select(known => known with { Until = ended.EndedAt })),
        },
        RiskEvent.Mitigated mitigated => this with { Mitigated = (at, mitigated.Reason) },
        _ => this,
    };

    private RiskRecord With(FleetName fleet, Func<FleetRisk, FleetRisk> change) =>
        this with { Fleets = Fleets.SetItem(fleet, change(In(fleet))) };
}
