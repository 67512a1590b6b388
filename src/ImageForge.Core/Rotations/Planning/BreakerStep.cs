using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>The end of a rotation whose launches fail. It latches, and it changes as little as possible.</summary>
internal static class BreakerStep
{
    private const int FailuresNamedMax = 5;

    public static bool IsOpen(FleetPicture fleet) =>
        fleet.History.FinishedAs == RotationStatus.Stopped
            || fleet.History.FailedLaunches > fleet.Limits.FailuresTolerated;

    /// <summary>
    /// Takes failed launches out of service and puts drained old instances back. Nothing is launched, and nothing is
    /// terminated: what failed is kept as it is for whoever looks for the cause.
    /// </summary>
    public static void Run(FleetPicture fleet, BudgetLedger ledger, PlanDraft draft)
    {
        foreach (var instance in fleet.Instances)
        {
            switch (instance)
            {
                case { Launch.Failed: true, View: { Running: true, Service: ServiceState.InService } }
                    when ledger.TryTakeOut(instance.Availability) is { } allowed:
                    draft.Do(new RotationCommand.Drain(
                        instance.Id, fleet.Now + fleet.Policy.DrainTimeout,
                        $"failed: {instance.Launch!.FailureDetail}; {allowed}"));
                    break;
                case
                {
                    Role: InstanceRole.Candidate, IsDraining: true, HasFailedDisk: false,
                    Availability.State: AvailabilityState.OutOfService
                }:
                    draft.Do(new RotationCommand.Admit(instance.Id, "the rotation stopped, so it goes on serving"));
                    break;
            }
        }

        draft.Hold(null, HoldReason.BreakerOpen, Explain(fleet), null);
    }

    /// <summary>What happened, in numbers, and what a person does next.</summary>
    public static string Explain(FleetPicture fleet)
    {
        var failed = fleet.History.Slots.Values.SelectMany(slot => slot.Attempts.Distinct())
            .Select(instance => fleet.History.Launches[instance])
            .Where(launch => launch is { Failed: true, Abandoned: false }).ToList();
        var count = fleet.History.FailedLaunches;
        if (fleet.History.FinishedAs == RotationStatus.Stopped && count <= fleet.Limits.FailuresTolerated)
        {
            return fleet.History.FinishReason;
        }

        var named = string.Join("; ", failed.Take(FailuresNamedMax)
            .Select(launch => $"{launch.Instance}: {launch.FailureDetail}"));
        var more = count > FailuresNamedMax ? $"; and {count - FailuresNamedMax} more" : "";
        return $"{count} launches failed > {fleet.Limits.FailuresTolerated} tolerated ({named}{more}). "
            + $"{fleet.Available} of {fleet.Policy.Desired} available. Nothing more is launched or terminated. Look at "
            + $"{failed[^1].Instance}, then build a corrected image and start a new rotation to it, "
            + "or to the image before.";
    }
}
