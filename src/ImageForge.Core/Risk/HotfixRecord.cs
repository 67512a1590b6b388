using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>What the journal says of one hotfix: a fold over its events, and its clock.</summary>
public sealed record HotfixRecord
{
    public required string Id { get; init; }
    public required HotfixEvent.Decided Decision { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public ImmutableDictionary<ArtifactId, (HotfixEvent.Built Result, DateTimeOffset At)> Built { get; init; } =
        ImmutableDictionary<ArtifactId, (HotfixEvent.Built, DateTimeOffset)>.Empty;

    public DateTimeOffset? ReleasedAt { get; init; }
    public ImmutableDictionary<FleetName, FleetClock> Fleets { get; init; } =
        ImmutableDictionary<FleetName, FleetClock>.Empty;

    public DateTimeOffset? FinishedAt { get; init; }
    public bool Done { get; init; }
    public string FinishReason { get; init; } = "";

    public bool IsUnderWay => FinishedAt is null;

    /// <summary>The record after one more event.</summary>
    public HotfixRecord Apply(HotfixEvent news, DateTimeOffset at) => news switch
    {
        // Found again after a crash, it was built when it was.
        HotfixEvent.Built built when !Built.ContainsKey(built.Image) =>
            this with { Built = Built.Add(built.Image, (built, at)) },
        HotfixEvent.Released => this with { ReleasedAt = ReleasedAt ?? at },
        HotfixEvent.FleetBegan began => With(
            began.Fleet, clock => clock with { BeganAt = clock.BeganAt ?? at, Instances = began.Instances }),
        HotfixEvent.FirstInstance first => With(
            first.Fleet, clock => clock with { FirstInstanceAt = clock.FirstInstanceAt ?? at }),
        HotfixEvent.FleetEnded ended => With(
            ended.Fleet, clock => clock with { EndedAt = at, Complete = ended.Complete, Reason = ended.Reason }),
        HotfixEvent.Finished finished => this with
        {
            FinishedAt = at, Done = finished.Done, FinishReason = finished.Reason,
        },
        _ => this,
    };

    private HotfixRecord With(FleetName fleet, Func<FleetClock, FleetClock> change) => this with
    {
        Fleets = Fleets.SetItem(fleet, change(Fleets.GetValueOrDefault(fleet) ?? new FleetClock())),
    };
}
