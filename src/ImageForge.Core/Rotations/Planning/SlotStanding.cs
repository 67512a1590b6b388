namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// One slot with all that is known of it at this pass. Facts only, each looked up once: a large fleet has a slot for
/// every second instance, and every step asks for them.
/// </summary>
/// <param name="Launch">The last one for it.</param>
/// <param name="Latest">What that launch made; null if it is not seen.</param>
/// <param name="Replaced">Who leaves for it; null if nobody does, or not any more.</param>
internal readonly record struct SlotStanding(
    SlotRecord Slot, LaunchRecord Launch, InstanceRecord Record, InstanceStanding? Latest, InstanceStanding? Replaced)
{
    /// <summary>True if the last launch was given up.</summary>
    public bool IsFailed { get; } = Launch.Failed;

    /// <summary>True if it gives an instance that is there already a new root disk.</summary>
    public bool InPlace { get; } = Launch.InPlace;

    /// <summary>True if the target refuses the launch so far.</summary>
    public bool IsRefused { get; } = Launch.IsRefused;

    /// <summary>False once its instance was reimaged again in a later slot.</summary>
    public bool IsItsLast { get; } = Launch.Slot == Slot.Number;

    /// <summary>True if nothing that is known speaks against what was launched for it.</summary>
    public bool IsGood { get; } = Launch.Slot == Slot.Number && !Launch.Failed
        && Record is { TerminateBeganAt: null, IsQuarantined: false } && Latest is not { Role: InstanceRole.Candidate };

    public bool LatestIsAvailable { get; } = Latest is { Availability.IsAvailable: true };

    /// <summary>Who still has to leave for it. One that is kept as evidence, protected, or well again stays.</summary>
    public InstanceStanding? StillThere { get; } =
        Replaced is { Role: InstanceRole.Candidate or InstanceRole.Leaving or InstanceRole.Dead } ? Replaced : null;

    /// <param name="latest">What the last launch for it made; null if it is not seen.</param>
    public static SlotStanding Of(SlotRecord slot, InstanceStanding? latest, FleetPicture fleet) => new(
        slot, latest?.Launch ?? fleet.History.Launches[slot.Latest], latest?.Record ?? fleet.History.Of(slot.Latest),
        latest, fleet.Find(slot.Replaces));
}
