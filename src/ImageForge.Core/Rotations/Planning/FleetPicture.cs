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
    private readonly List<InstanceStanding>?[] _byRole =
        new List<InstanceStanding>?[Enum.GetValues<InstanceRole>().Length];

    public FleetPicture(
        RotationPolicy policy, ArtifactId target, FleetSnapshot snapshot, RotationHistory history, DateTimeOffset now)
    {
        Policy = policy;
        Target = target;
        Snapshot = snapshot;
        History = history;
        Now = now;
        Limits = CapacityLimits.Of(policy);
        var instances = ImmutableArray.CreateBuilder<InstanceStanding>(snapshot.Instances.Length);
        _byId = new Dictionary<InstanceId, InstanceStanding>(snapshot.Instances.Length);

        // Who is in a slot is mostly known from there, and need not be looked up by name.
        var bySlot = new InstanceStanding?[history.NextSlot];
        foreach (var view in snapshot.Instances)
        {
            var instance = InstanceStanding.Of(view, instances.Count, target, snapshot, policy, history, now);
            instances.Add(instance);
            _byId.Add(instance.Id, instance);
            (_byRole[(int)instance.Role] ??= []).Add(instance);
            Available += instance.Availability.IsAvailable ? 1 : 0;
            if (instance.Launch is { } launch)
            {
                bySlot[launch.Slot] = instance;
            }
        }

        Instances = instances.MoveToImmutable();
        var slots = ImmutableArray.CreateBuilder<SlotStanding>(history.Slots.Count);
        foreach (var slot in history.Slots.Values)
        {
            var latest = bySlot[slot.Number] is { } made && made.Id == slot.Latest ? made : Find(slot.Latest);
            slots.Add(SlotStanding.Of(slot, latest, this));
        }

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
    /// Launches that are still wanted and that the snapshot does not show: intended only, or younger than the look. And
    /// reimages of instances that are.
    /// </summary>
    public ImmutableArray<LaunchRecord> Unseen { get; }

    /// <summary>
    /// Younger than the look, or left out of it, and no supply: compromised and failed ones, and those of a rotation
    /// before this one. But they are there.
    /// </summary>
    public int KeptUnseen =>
        Slots.Where(slot => slot.Latest is null || slot.Slot.Attempts.Length > 1)
            .SelectMany(slot => slot.Slot.Attempts).Distinct().Select(instance => History.Launches[instance])
            .Count(launch => launch.DoneAt is not null && IsUnlisted(launch)
                && (launch.Failed || History.Of(launch.Instance).IsQuarantined))
        + History.JustBefore.Count(IsUnlisted);

    public InstanceStanding? Find(InstanceId? instance) =>
        instance is { } id ? _byId.GetValueOrDefault(id) : null;

    /// <summary>By name.</summary>
    public IReadOnlyList<InstanceStanding> InRole(InstanceRole role) => _byRole[(int)role] ?? [];

    private bool IsUnlisted(LaunchRecord launch) => launch.MayBeUnlisted(Snapshot.ObservedAt)
        && !_byId.ContainsKey(launch.Instance) && History.Of(launch.Instance).TerminateBeganAt is null;

    // A compromised one that is gone was removed by whoever looked into it: it never comes back.
    private static bool IsUnseen(SlotStanding slot) =>
        slot is { IsFailed: false, IsItsLast: true, Latest: null }
        && slot.Record is { TerminateBeganAt: null, IsQuarantined: false };
}
