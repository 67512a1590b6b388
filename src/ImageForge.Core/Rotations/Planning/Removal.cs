namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// The end of an instance, or of its disk: not before its evidence is kept, where the fleet asks for it.
/// </summary>
internal static class Removal
{
    public static void Terminate(FleetPicture fleet, PlanDraft draft, InstanceStanding instance, string reason)
    {
        if (MayGo(fleet, draft, instance))
        {
            draft.Do(new RotationCommand.Terminate(instance.Id, reason));
        }
    }

    /// <summary>True if nothing is lost with its disk; else says what has to happen first.</summary>
    public static bool MayGo(FleetPicture fleet, PlanDraft draft, InstanceStanding instance)
    {
        if (fleet.Policy.Evidence == EvidenceRule.Off || instance.Record.EvidenceKeptAt is not null)
        {
            return true;
        }

        draft.Hold(
            instance.Id, HoldReason.Evidence, "the fleet's schedule asks for a copy of its disk, and none is recorded",
            null);
        return false;
    }
}
