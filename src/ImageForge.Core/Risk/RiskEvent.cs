using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>
/// What the journal keeps of the risks of an image, in the chain <c>risk/&lt;image&gt;</c>: what a review found that
/// was not known before. A change may add fields with a default but never rename one.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Found), "risk-found")]
[JsonDerivedType(typeof(Rated), "risk-rated")]
[JsonDerivedType(typeof(Carried), "risk-carried")]
[JsonDerivedType(typeof(Dated), "risk-dated")]
[JsonDerivedType(typeof(Called), "risk-called-infeasible")]
[JsonDerivedType(typeof(Accepted), "risk-accepted")]
[JsonDerivedType(typeof(AcceptanceEnded), "risk-acceptance-ended")]
[JsonDerivedType(typeof(Mitigated), "risk-mitigated")]
[JsonDerivedType(typeof(Reviewed), "risk-reviewed")]
public abstract record RiskEvent
{
    private RiskEvent() { }

    /// <summary>The risk that it is about; null: it is about versions, or about all of the image.</summary>
    [JsonIgnore]
    public RiskKey? About => this switch
    {
        Found found => found.Risk,
        Rated rated => rated.Risk,
        Dated dated => dated.Risk,
        Called called => called.Risk,
        Accepted accepted => accepted.Risk,
        AcceptanceEnded ended => ended.Risk,
        Mitigated mitigated => mitigated.Risk,
        _ => null,
    };

    /// <summary>The image has a risk that it had not before, or not any more.</summary>
    /// <param name="Detail">What it is, for people: packages and version, or what a gate saw.</param>
    /// <param name="By">Ids of the feeds, or the gate, that say so.</param>
    public sealed record Found(RiskKey Risk, string Detail, RiskFacts Facts, ImmutableArray<string> By) : RiskEvent;

    /// <summary>What is known of it is something else than it was.</summary>
    public sealed record Rated(RiskKey Risk, RiskFacts Facts) : RiskEvent;

    /// <summary>All that a built version carries, by what is known now.</summary>
    public sealed record Carried(ArtifactId Image, ImmutableArray<RiskKey> Risks) : RiskEvent;

    /// <summary>The band of a risk in a fleet is another one than it was.</summary>
    /// <param name="Unknown">Inputs of the band that nobody knows and that could make a difference.</param>
    /// <param name="Since">When the review saw it: dates count from here, and not from whenever it was written
    /// down.</param>
    public sealed record Dated(
        RiskKey Risk, FleetName Fleet, RemediationBand Band, ImmutableArray<string> Unknown, DateTimeOffset Since)
        : RiskEvent;

    /// <summary>It was said beforehand that a due date cannot be met.</summary>
    /// <param name="Finish">When it could be gone at the earliest; null: nobody can tell.</param>
    /// <param name="Arithmetic">How that comes about.</param>
    public sealed record Called(
        RiskKey Risk, FleetName Fleet, DateTimeOffset DueAt, DateTimeOffset? Finish, string Arithmetic) : RiskEvent;

    /// <summary>Somebody accepted it for a time.</summary>
    public sealed record Accepted(RiskKey Risk, RiskAcceptance Acceptance) : RiskEvent;

    /// <summary>It is not accepted any more: the time is over, or the waiver is gone.</summary>
    /// <param name="EndedAt">When it did; of one that was taken away, when the review saw that.</param>
    public sealed record AcceptanceEnded(RiskKey Risk, string Waiver, DateTimeOffset EndedAt, string Reason)
        : RiskEvent;

    /// <summary>No instance carries it, and no channel names an image that does.</summary>
    public sealed record Mitigated(RiskKey Risk, string Reason) : RiskEvent;

    /// <summary>The end of a review: all before it is what it found.</summary>
    /// <param name="Feeds">What was at hand of each feed: its id and the digest of what came.</param>
    /// <param name="Images">The versions that were looked at.</param>
    public sealed record Reviewed(
        string By, ImmutableSortedDictionary<string, string> Feeds, ImmutableArray<ArtifactId> Images) : RiskEvent;
}
