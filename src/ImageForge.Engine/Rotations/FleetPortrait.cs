using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Rotations;

/// <summary>A fleet as it is shown: one look, its journal, and what the planner makes of both.</summary>
public sealed class FleetPortrait
{
    private readonly Lazy<(ILookup<InstanceId, Hold> Held, ImmutableArray<Hold> All)> _holds;
    private readonly Lazy<Dictionary<InstanceId, Candidate>> _candidates;

    public FleetPortrait()
    {
        _holds = new(() => (
            (Plan?.Holds ?? []).Where(hold => hold.Instance is not null).ToLookup(hold => hold.Instance!.Value),
            [.. (Plan?.Holds ?? []).Where(hold => hold.Instance is null)]));
        _candidates = new(() => (Need?.Candidates ?? []).ToDictionary(candidate => candidate.Instance));
    }

    public required FleetSnapshot Snapshot { get; init; }

    /// <summary>With what the look adds to it.</summary>
    public required RotationHistory History { get; init; }

    /// <summary>The fold as it is in the journal.</summary>
    public required RotationRecord Record { get; init; }

    /// <summary>What its schedule says; null: it has none that is right.</summary>
    public required RotationPolicy? Policy { get; init; }

    /// <summary>What its channel names; null where nobody can say.</summary>
    public required ImageArtifact? Target { get; init; }

    /// <summary>Who should go, and whether a ring begins a rotation for it; null where nobody can say.</summary>
    public required RotationNeed? Need { get; init; }

    /// <summary>
    /// What a pass would decide now: of the rotation under way, else of one to <see cref="Target"/>; null where nobody
    /// can say.
    /// </summary>
    public required RotationPlan? Plan { get; init; }

    /// <summary>Where the fleet goes: with the rotation under way, else to <see cref="Target"/>.</summary>
    public ArtifactId? GoesTo => History is { IsUnderWay: true, Target: { } under } ? under : Target?.Id;

    /// <summary>Why an instance should go; null: nothing speaks against it, or nobody can say.</summary>
    public Candidate? CandidateOf(InstanceId instance) => _candidates.Value.GetValueOrDefault(instance);

    /// <summary>What keeps the next step from an instance, or from the whole fleet.</summary>
    public IEnumerable<Hold> HoldsOf(InstanceId instance) => _holds.Value.Held[instance].Concat(_holds.Value.All);

    /// <summary>
    /// The earliest time at which something that holds an instance may end by itself; null: nothing holds it, or only
    /// an event or a person ends that.
    /// </summary>
    public DateTimeOffset? NextEligibleAt(InstanceId instance) =>
        HoldsOf(instance).Min(hold => hold.NextEligibleAt);
}
