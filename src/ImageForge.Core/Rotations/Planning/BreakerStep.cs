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
                    when (instance.HasFailedDisk || !instance.Launch.InPlace)
                    && ledger.TryTakeOut(instance.Availability) is { } allowed:
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
        var names = failed.Count > 0 ? $" ({named}{more})" : "";
        // A reimage that was repeated has left nothing but its count.
        var last = failed.Count > 0 ? $"{failed[^1].Instance}" : "what failed";
        return $"{count} launches failed > {fleet.Limits.FailuresTolerated} tolerated{names}. "
            + $"{fleet.Available} of {fleet.Policy.Desired} available. Nothing more is launched or terminated by it. "
            + WayOut(fleet, last);
    }

    private static string WayOut(FleetPicture fleet, string last)
    {
        var mend = $"look at {last}, then build a corrected image and start a new rotation to it";
        if (!fleet.Policy.AutoRollback || fleet.History.RollbackOf is not null)
        {
            return $"A person has to {mend}, or to the image before.";
        }

        return RollbackChoice.Of(fleet.History) is { } before
            ? $"The fleet goes back to {before} by itself if that is still released; a person has to {mend}."
            : $"No image was proven in this fleet, so it does not go back by itself: a person has to {mend}.";
    }
}
