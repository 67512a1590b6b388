using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// How many instances are missing or too many, and which candidate leaves for which replacement. Recomputed in every
/// pass from what is there, so a <c>desired</c> that moves, or instances that die, need no case of their own.
/// </summary>
internal sealed class FleetDemand
{
    private readonly FleetPicture _fleet;
    // By the place of the instance.
    private readonly SlotRecord?[] _slotByReplaced;
    private readonly HashSet<InstanceId> _surplus = [];
    private int? _finished;

    public FleetDemand(FleetPicture fleet)
    {
        _fleet = fleet;
        _slotByReplaced = new SlotRecord?[fleet.Instances.Length];
        // Compromised ones are no supply: what stands in for them is launched at once, like for one that died.
        // Nor are launches that the target refuses so far: what serves is not given up for what may never come.
        var supply = fleet.Instances.Count(instance => instance.Role is InstanceRole.Keeper or InstanceRole.Protected
            or InstanceRole.HalfLaunched) + fleet.Unseen.Count(launch => !launch.IsRefused);
        if (fleet.Policy.Strategy == RotationStrategy.Reimage)
        {
            DemandInPlace(supply);
        }
        else
        {
            DemandReplacements(supply);
        }

        InFlight = Retries.Count + fleet.Slots.Count(IsOpen) + ToReimage.Count(instance => instance.IsDraining);
        Begun = Ahead + fleet.Slots.Count(IsPair);
    }

    /// <summary>Slots whose last launch failed and that are tried again.</summary>
    public IReadOnlyList<SlotRecord> Retries { get; private set; } = [];

    /// <summary>Instances missing without anyone leaving for them: a new fleet, or instances that died.</summary>
    public int Vacancies { get; private set; }

    /// <summary>Candidates whose replacement is not launched yet, in order.</summary>
    public IReadOnlyList<InstanceStanding> ToReplace { get; private set; } = [];

    /// <summary>Candidates that get a new root disk in place, in order; those that drain for it come first.</summary>
    public IReadOnlyList<InstanceStanding> ToReimage { get; private set; } = [];

    /// <summary>Instances that may still be borrowed above what is desired, so that one can leave.</summary>
    public int MayBorrow { get; private set; }

    /// <summary>Slots begun and not finished.</summary>
    public int InFlight { get; }

    /// <summary>Candidates that left service to make room for a launch that has not begun; one of the vacancies
    /// each.</summary>
    public int MadeRoom => _fleet.Policy.Strategy == RotationStrategy.Replace ? Math.Min(Ahead, Vacancies) : 0;

    /// <summary>Candidates and missing instances whose turn this rotation has begun, finished ones included.</summary>
    public int Begun { get; }

    /// <summary>
    /// Those of <see cref="Begun"/> whose new instance has been available and whose old one is gone, or that ended
    /// without.
    /// </summary>
    public int Finished =>
        _finished ??= _fleet.Slots.Count(slot => IsPair(slot) && (IsFinished(slot) || IsOver(slot)));

    /// <summary>True if somebody still has to go.</summary>
    public bool HasCandidates => ToReplace.Count + ToReimage.Count > 0;

    /// <summary>True if somebody leaves because there are more than desired.</summary>
    public bool HasSurplus => _surplus.Count > 0;

    /// <summary>True if it leaves without a replacement because there are more than desired.</summary>
    public bool IsSurplus(InstanceStanding instance) => _surplus.Contains(instance.Id);

    /// <summary>The slot that an instance leaves for; null if none has been begun.</summary>
    public SlotRecord? SlotReplacing(InstanceStanding instance) => _slotByReplaced[instance.Place];

    /// <summary>The replacement in a slot as far as it is seen and still wanted.</summary>
    public InstanceStanding? ReplacementIn(SlotRecord slot) =>
        _fleet.Find(slot.Latest) is { Role: InstanceRole.Keeper } found ? found : null;

    // Taken out of service to make room, or to be reimaged, without a slot of its own yet.
    private int Ahead => _fleet.InRole(InstanceRole.Candidate)
        .Count(instance => instance.IsDraining && SlotReplacing(instance) is null
            && !_surplus.Contains(instance.Id));

    private void DemandReplacements(int supply)
    {
        var desired = _fleet.Policy.Desired;
        if (supply > desired)
        {
            _surplus.UnionWith(CandidateOrder.Sort(Removable()).Take(supply - desired).Select(keeper => keeper.Id));
        }

        // Slots to be tried again for those who are still there, then those who stay, then the other slots.
        var missing = Math.Max(0, desired - supply);
        var again = FailedSlots().Concat(_fleet.Slots.Where(slot => slot.IsRefused && IsWanted(slot))).ToList();
        var paired = again.Where(slot => slot.Replaced is { Role: InstanceRole.Candidate }).Take(missing).ToList();
        missing -= paired.Count;
        Retries = [.. paired.Where(slot => slot.IsFailed).Select(slot => slot.Slot)];
        Pair(paired.Where(slot => slot.IsFailed));
        var free = CandidateOrder.Sort(
            _fleet.InRole(InstanceRole.Candidate).Where(instance => SlotReplacing(instance) is null));
        var staying = free.Where(instance => !instance.IsDraining).ToList();
        var others = again.Where(slot => slot.Replaced is not { Role: InstanceRole.Candidate })
            .Take(Math.Max(0, missing - staying.Count)).ToList();
        missing -= others.Count;
        Retries =
        [
            .. Retries.Concat(others.Where(slot => slot.IsFailed).Select(slot => slot.Slot))
                .OrderBy(slot => slot.Number),
        ];
        Vacancies = Math.Max(0, missing - staying.Count);
        ToReplace = [.. staying.Skip(staying.Count - (missing - Vacancies))];
        foreach (var instance in staying.Take(staying.Count - ToReplace.Count))
        {
            _surplus.Add(instance.Id);
        }
    }

    // Here a candidate is supply as well: it stays, and only what is on its disk goes.
    private void DemandInPlace(int supply)
    {
        var candidates = CandidateOrder.Sort(_fleet.InRole(InstanceRole.Candidate));
        var limits = _fleet.Limits;
        var extra = supply + candidates.Count - limits.Desired;
        var borrowed = Math.Min(limits.Ceiling - limits.Desired, limits.Batch);
        var keeps = candidates.Count > 0 ? Math.Clamp(extra, 0, Math.Max(0, borrowed)) : 0;
        var missing = Math.Max(0, -extra);
        var waiting = _fleet.Unseen.Count(launch => launch.IsRefused);
        MayBorrow = Math.Max(0, borrowed - Math.Max(0, extra) - Math.Max(0, waiting - missing));
        var leaving = Math.Max(0, extra - keeps);
        // Candidates first: then nothing is reimaged only to leave. Of the others those that this rotation added.
        foreach (var instance in candidates
            .Concat(CandidateOrder.Sort(Removable())
                .OrderByDescending(keeper => keeper.Launch is { InPlace: false }))
            .Take(leaving))
        {
            _surplus.Add(instance.Id);
        }

        ToReimage = [.. candidates.Where(instance => !_surplus.Contains(instance.Id))];
        missing -= Math.Min(missing, waiting);
        Retries = [.. FailedSlots().Take(missing).Select(slot => slot.Slot)];
        Vacancies = missing - Retries.Count;
    }

    // Protection holds against being too many as well.
    private IEnumerable<InstanceStanding> Removable() =>
        _fleet.InRole(InstanceRole.Keeper).Where(keeper => !keeper.Record.IsProtected(_fleet.Now));

    private IEnumerable<SlotStanding> FailedSlots() => _fleet.History.Control.CancelRequestedAt is not null
        ? []
        : _fleet.Slots.Where(slot => slot is { IsFailed: true, InPlace: false });

    private void Pair(IEnumerable<SlotStanding> retries)
    {
        foreach (var slot in _fleet.Slots.Where(IsWanted).Concat(retries))
        {
            if (slot.Replaced is { Role: InstanceRole.Candidate } replaced)
            {
                _slotByReplaced[replaced.Place] = slot.Slot;
            }
        }
    }

    private bool IsWanted(SlotStanding slot) => slot.IsGood && !_surplus.Contains(slot.Slot.Latest);

    private bool IsOpen(SlotStanding slot) =>
        IsWanted(slot) && (!slot.LatestIsAvailable || slot.StillThere is not null);

    // What is borrowed replaces nobody.
    private bool IsPair(SlotStanding slot) => _fleet.Policy.Strategy == RotationStrategy.Replace || slot.InPlace;

    // An old one that the floor keeps is not waited for: it leaves once more are available, and they are to come yet.
    private bool IsFinished(SlotStanding slot) => !slot.IsFailed
        && slot.Record.WasAvailable(_fleet.Policy.InstanceWarmup, _fleet.Now)
        && (slot.StillThere is not { } replaced || IsKeptByFloor(replaced));

    // Nothing comes of it any more: given up and not tried again, removed, or kept as evidence.
    private bool IsOver(SlotStanding slot) => !slot.IsItsLast
        || (!IsWanted(slot) && !Retries.Contains(slot.Slot)
            && !(slot is { InPlace: true, IsFailed: true, Latest: { Role: InstanceRole.Candidate } candidate }
                && !IsKeptByFloor(candidate)));

    private bool IsKeptByFloor(InstanceStanding instance) =>
        instance.View.Service == ServiceState.InService && _fleet.Available <= _fleet.Limits.Floor;
}
