using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Takes compromised instances out of service and isolates them: at once where the floor allows it, else as soon as
/// what stands in for them is available. They are kept, because terminating one destroys the evidence.
/// </summary>
internal static class QuarantineStep
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static void Run(FleetPicture fleet, BudgetLedger ledger, PlanDraft draft)
    {
        if (!fleet.InRole(InstanceRole.Quarantined).Any())
        {
            return;
        }

        var recent = fleet.History.Instances.Values.Where(record => record.IsQuarantined)
            .Select(record => record.DrainBeganAt ?? record.IsolateBeganAt)
            .Where(began => began > fleet.Now - Hour).Select(began => began!.Value).Order().ToList();
        var taken = recent.Count;
        var most = DetectionLimit.Of(fleet.Policy.Desired);
        foreach (var instance in fleet.InRole(InstanceRole.Quarantined)
            .OrderBy(instance => instance.Record.Mark?.At).ThenBy(instance => instance.Id))
        {
            var isNew = instance.Record is { DrainBeganAt: null, IsolateBeganAt: null } && !instance.View.Isolated;
            if (isNew && taken >= most)
            {
                draft.Hold(
                    instance.Id, HoldReason.DetectionLimit,
                    $"{taken} quarantined within an hour >= {DetectionLimit.Words(fleet.Policy.Desired)}",
                    recent.Count > 0 ? recent[0] + Hour : fleet.Now + Hour);
                continue;
            }

            if (Advance(instance, fleet, ledger, draft) && isNew)
            {
                taken++;
            }
        }
    }

    private static bool Advance(
        InstanceStanding instance, FleetPicture fleet, BudgetLedger ledger, PlanDraft draft)
    {
        if (instance.View.Isolated || !instance.View.Running)
        {
            draft.Note(
                instance.Id, HoldReason.Quarantined,
                $"{instance.Record.Mark?.Detail ?? "compromised"}; kept as evidence, and counted toward the "
                    + "ceiling, until a person has looked into it and releases it",
                null);
            return false;
        }

        if (instance.View.Service is ServiceState.InService)
        {
            return TakeOut(instance, fleet, ledger, draft);
        }

        if (DrainWait.HoldsRequests(fleet, draft, instance, ", then it is isolated"))
        {
            return false;
        }

        draft.Do(new RotationCommand.Isolate(instance.Id, $"{instance.Record.Mark?.Detail ?? "compromised"}"));
        return true;
    }

    private static bool TakeOut(
        InstanceStanding instance, FleetPicture fleet, BudgetLedger ledger, PlanDraft draft)
    {
        if (ledger.TryTakeOut(instance.Availability) is { } allowed)
        {
            draft.Do(new RotationCommand.Drain(
                instance.Id, fleet.Now + fleet.Policy.DrainTimeout,
                $"quarantine: {instance.Record.Mark?.Detail ?? "compromised"}; {allowed}"));
            return true;
        }

        draft.Hold(
            instance.Id, HoldReason.Floor, $"quarantine: {ledger.FloorText}; waits until another is available",
            null);
        return false;
    }
}
