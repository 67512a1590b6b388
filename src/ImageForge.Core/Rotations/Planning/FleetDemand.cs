using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// How many instances are missing or too many, and which candidate leaves for which replacement. Recomputed in every
/// pass from what is there, so a <c>desired</c> that moves, or instances that die, need no case of their own.
/// </summary>
internal sealed class FleetDemand
{
    private readonly FleetPicture _fleet;
    private readonly Dictionary<InstanceId, SlotRecord> _slotByReplaced = [];
    private readonly HashSet<InstanceId> _surplus = [];

    public FleetDemand(FleetPicture fleet)
    {
        _fleet = fleet;
        var desired = fleet.Policy.Desired;
        var keepers = fleet.InRole(InstanceRole.Keeper).ToList();
        var supply = keepers.Count + fleet.InRole(InstanceRole.HalfLaunched).Count() + fleet.Unseen.Length;
        foreach (var keeper in CandidateOrder.Sort(keepers).Take(Math.Max(0, supply - desired)))
        {
            _surplus.Add(keeper.Id);
        }

        var missing = Math.Max(0, desired - supply);
        Retries =
        [
            .. fleet.History.Slots.Values.Where(slot => fleet.History.Launches[slot.Latest].Failed).Take(missing),
        ];
        missing -= Retries.Count;
        Pair();

        var free = CandidateOrder.Sort(
            fleet.InRole(InstanceRole.Candidate).Where(instance => !_slotByReplaced.ContainsKey(instance.Id)));
        var staying = free.Where(instance => !instance.IsDraining).ToList();
        Vacancies = Math.Max(0, missing - staying.Count);
        ToReplace = [.. staying.Skip(staying.Count - (missing - Vacancies))];
        foreach (var instance in staying.Take(staying.Count - ToReplace.Count))
        {
            _surplus.Add(instance.Id);
        }

        InFlight = Retries.Count + fleet.History.Slots.Values.Count(IsOpen);
    }

    /// <summary>Slots whose last launch failed and that are tried again.</summary>
    public IReadOnlyList<SlotRecord> Retries { get; }

    /// <summary>Instances missing without anyone leaving for them: a new fleet, or instances that died.</summary>
    public int Vacancies { get; }

    /// <summary>Candidates whose replacement is not launched yet, in order.</summary>
    public IReadOnlyList<InstanceStanding> ToReplace { get; }

    /// <summary>Slots begun and not finished.</summary>
    public int InFlight { get; }

    /// <summary>True if it leaves without a replacement because there are more than desired.</summary>
    public bool IsSurplus(InstanceStanding instance) => _surplus.Contains(instance.Id);

    /// <summary>The slot that an instance leaves for; null if none has been begun.</summary>
    public SlotRecord? SlotReplacing(InstanceStanding instance) => _slotByReplaced.GetValueOrDefault(instance.Id);

    /// <summary>The replacement in a slot as far as it is seen and still wanted.</summary>
    public InstanceStanding? ReplacementIn(SlotRecord slot) =>
        _fleet.Find(slot.Latest) is { Role: InstanceRole.Keeper } found ? found : null;

    private void Pair()
    {
        foreach (var slot in _fleet.History.Slots.Values.Where(IsWanted).Concat(Retries))
        {
            if (_fleet.Find(slot.Replaces) is { Role: InstanceRole.Candidate } replaced)
            {
                _slotByReplaced[replaced.Id] = slot;
            }
        }
    }

    private bool IsWanted(SlotRecord slot) =>
        !_fleet.History.Launches[slot.Latest].Failed
        && _fleet.History.Of(slot.Latest).TerminateBeganAt is null
        && !_surplus.Contains(slot.Latest);

    private bool IsOpen(SlotRecord slot) => IsWanted(slot)
        && (_fleet.Find(slot.Latest) is not { Availability.IsAvailable: true }
            || _fleet.Find(slot.Replaces) is not null);
}
