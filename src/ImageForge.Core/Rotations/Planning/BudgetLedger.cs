namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// What may still be spent in this pass. Every command that lowers availability or raises the count asks here first,
/// and each yes is subtracted, so that commands of one pass cannot together break what each alone would keep.
/// </summary>
internal sealed class BudgetLedger(CapacityLimits limits, int available, int total, int inFlight)
{
    private string? _batchText;

    public CapacityLimits Limits { get; } = limits;

    /// <summary>Known to be available once the commands so far have been carried out.</summary>
    public int Available { get; private set; } = available;

    /// <summary>Not yet terminated once the commands so far have been carried out.</summary>
    public int Total { get; private set; } = total;

    public int InFlight { get; private set; } = inFlight;

    public string FloorText => $"{Available} available - 1 < floor {Limits.Floor}";
    public string CeilingText => $"{Total} total + 1 > ceiling {Limits.Ceiling}";

    /// <summary>Kept while it is true: a large fleet holds nearly all of its instances by it.</summary>
    public string BatchText => _batchText ??= $"{InFlight} in flight >= batch {Limits.Batch}";

    /// <summary>True if available is below the floor, by whatever cause.</summary>
    public bool IsBelowFloor => Available < Limits.Floor;

    public bool BatchIsFull => InFlight >= Limits.Batch;

    public bool CeilingIsFull => Total >= Limits.Ceiling;

    /// <summary>Takes an instance out of what is available; the reason if that is allowed, null if it is not.</summary>
    public string? TryTakeOut(Availability instance) => TryTakeOut(instance, "floor", Limits.Floor);

    /// <summary>
    /// As <see cref="TryTakeOut(Availability)"/> for one that is too many: then as many as desired must be available
    /// without it, and not only as many as the floor. A full ceiling lifts that, or it and what is still to be launched
    /// wait for each other.
    /// </summary>
    public string? TryTakeSurplus(Availability instance) =>
        CeilingIsFull ? TryTakeOut(instance) : TryTakeOut(instance, "desired", Limits.Desired);

    private string? TryTakeOut(Availability instance, string bar, int least)
    {
        if (instance.IsSickOrDead)
        {
            return $"it is not available anyway ({instance.Detail})";
        }

        // One that warms up or cannot be told costs nothing now, but is about to count: it goes only if the floor has
        // no need of it.
        var cost = instance.IsAvailable ? 1 : 0;
        if (Available - cost < least)
        {
            return null;
        }

        var reason = $"{Available} available - {cost} >= {bar} {least}";
        Available -= cost;
        return reason;
    }

    /// <summary>Adds an instance; the reason if that is allowed, null if it is not.</summary>
    public string? TryAdd()
    {
        if (CeilingIsFull)
        {
            return null;
        }

        var reason = $"{Total} total + 1 <= ceiling {Limits.Ceiling}";
        Total++;
        return reason;
    }

    /// <summary>Keeps a place below the ceiling for what is about to be added.</summary>
    public void Reserve() => Total++;

    /// <summary>Counts one more slot begun.</summary>
    public void BeginSlot()
    {
        InFlight++;
        _batchText = null;
    }
}
