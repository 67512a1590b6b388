using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Snapshot and history laid over each other: every instance with its role. Decides nothing about what to do.
/// </summary>
internal sealed class FleetPicture
{
    private readonly Dictionary<InstanceId, InstanceStanding> _byId;
    private readonly ILookup<InstanceRole, InstanceStanding> _byRole;

    public FleetPicture(
        RotationPolicy policy, ArtifactId target, FleetSnapshot snapshot, RotationHistory history, DateTimeOffset now)
    {
        Policy = policy;
        Target = target;
        Snapshot = snapshot;
        History = history;
        Now = now;
        Limits = CapacityLimits.Of(policy);
        Instances =
        [
            .. snapshot.Instances.Select((view, place) =>
                InstanceStanding.Of(view, place, target, snapshot, policy, history, now)),
        ];
        _byId = Instances.ToDictionary(instance => instance.Id);
        _byRole = Instances.ToLookup(instance => instance.Role);
        Available = Instances.Count(instance => instance.Availability.IsAvailable);
        var slots = ImmutableArray.CreateBuilder<SlotStanding>(history.Slots.Count);
        slots.AddRange(history.Slots.Values.Select(slot => SlotStanding.Of(slot, this)));
        Slots = slots.MoveToImmutable();
        Unseen = [.. Slots.Where(IsUnseen).Select(slot => slot.Launch)];
    }

    public RotationPolicy Policy { get; }
    public ArtifactId Target { get; }
    public FleetSnapshot Snapshot { get; }
    public RotationHistory History { get; }
    public DateTimeOffset Now { get; }
    public CapacityLimits Limits { get; }
    public ImmutableArray<InstanceStanding> Instances { get; }
    public int Available { get; }

    /// <summary>By number.</summary>
    public ImmutableArray<SlotStanding> Slots { get; }

    /// <summary>
    /// Launches that are still wanted and that the snapshot does not show: intended only, or younger than the look.
    /// </summary>
    public ImmutableArray<LaunchRecord> Unseen { get; }

    /// <summary>Compromised ones that are younger than the look: no supply, but they are there.</summary>
    public int KeptUnseen => Slots.Count(slot =>
        slot is { IsFailed: false, InPlace: false, Latest: null } && slot.Launch.DoneAt >= Snapshot.ObservedAt
        && slot.Record is { TerminateBeganAt: null, IsQuarantined: true });

    public InstanceStanding? Find(InstanceId? instance) =>
        instance is { } id ? _byId.GetValueOrDefault(id) : null;

    public IEnumerable<InstanceStanding> InRole(InstanceRole role) => _byRole[role];

    // A compromised one that is gone was removed by whoever looked into it: it never comes back.
    private static bool IsUnseen(SlotStanding slot) =>
        slot is { IsFailed: false, InPlace: false, Latest: null }
        && slot.Record is { TerminateBeganAt: null, IsQuarantined: false };
}
