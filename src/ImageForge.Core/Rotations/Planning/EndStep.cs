namespace ImageForge.Core.Rotations.Planning;

/// <summary>Whether the rotation has come to its end, and the bake that lies before it.</summary>
internal static class EndStep
{
    public static RotationStatus Run(FleetPicture fleet, FleetDemand demand, PlanDraft draft)
    {
        foreach (var instance in fleet.Instances.Where(instance => instance.IsHeldByStaleImage))
        {
            draft.Note(
                instance.Id, HoldReason.StaleImage,
                $"{instance.Why}, but {fleet.Target} is older than "
                    + $"{DurationText.Of(fleet.Policy.MaxImageAge)}: build it again, then rotate to the new one",
                null);
        }

        var control = fleet.History.Control;
        // What is protected only now may have to be put back into service first.
        if (!draft.Waits && draft.Commands.IsEmpty && !demand.HasSurplus && IsComplete(fleet))
        {
            return Bake(fleet, control, draft);
        }

        // What only the floor keeps stays as it is: more would have to be launched first. And what waits for a copy of
        // its disk, which may never be made, waits for the next rotation as well.
        var isOver = control.CancelRequestedAt is not null && draft.Commands.IsEmpty && fleet.Unseen.IsEmpty
            && draft.Holds.All(hold => hold.Reason is HoldReason.Paused or HoldReason.StaleImage
                    or HoldReason.Quarantined or HoldReason.Protected or HoldReason.Floor or HoldReason.Evidence
                || fleet.Find(hold.Instance) is { Role: InstanceRole.Quarantined });
        return isOver ? RotationStatus.Cancelled : RotationStatus.Active;
    }

    private static RotationStatus Bake(FleetPicture fleet, RotationControl control, PlanDraft draft)
    {
        if (!Bakes(fleet))
        {
            return RotationStatus.Complete;
        }

        if (control.BakeBeganAt is null)
        {
            draft.Record(new RotationEvent.BakeBegan());
        }

        var ends = (control.BakeBeganAt ?? fleet.Now) + fleet.Policy.BakeTime;
        if (ends <= fleet.Now || control.CancelRequestedAt is not null)
        {
            return RotationStatus.Complete;
        }

        draft.Hold(
            null, HoldReason.Baking,
            $"{fleet.Available} of {fleet.Policy.Desired} available on the image, "
                + $"bake time {DurationText.Of(fleet.Policy.BakeTime)}",
            ends);
        return RotationStatus.Baking;
    }

    // A new fleet has nothing that it could go back to, and a rotation that replaced nobody has nothing to prove.
    private static bool Bakes(FleetPicture fleet) =>
        fleet.Policy.BakeTime > TimeSpan.Zero && !fleet.History.Slots.IsEmpty
        && (!fleet.History.Proven.IsEmpty
            || fleet.History.Launches.Values.Any(launch => launch.InPlace || launch.Replaces is not null));

    // Compromised ones are kept beside the fleet, and those that stay protected were reported. More than desired are
    // left only where protection keeps them.
    private static bool IsComplete(FleetPicture fleet) =>
        fleet.Unseen.IsEmpty
        && fleet.Instances.Count(instance => instance.Role is InstanceRole.Keeper or InstanceRole.Protected)
            >= fleet.Policy.Desired
        && fleet.Instances.All(instance => instance.Role is InstanceRole.Protected
            || (instance.Role == InstanceRole.Quarantined && (instance.View.Isolated || !instance.View.Running))
            || instance is { Role: InstanceRole.Keeper, Availability.IsAvailable: true });
}
