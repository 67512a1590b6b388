namespace ImageForge.Core.Rotations.Checking;

/// <summary>What must hold of a plan as a whole.</summary>
internal static class PlanRules
{
    public static IEnumerable<string> WholePlan(RotationPlan plan, Recount fleet)
    {
        if (plan.Limits is var limits
            && (limits.Floor, limits.Ceiling, limits.Batch, limits.FailuresTolerated)
            != (fleet.Floor, fleet.Ceiling, fleet.Batch, fleet.FailuresTolerated))
        {
            yield return $"limits: plan says floor {limits.Floor}, ceiling {limits.Ceiling}, batch {limits.Batch}, "
                + $"failures {limits.FailuresTolerated}; the policy gives {fleet.Floor}, {fleet.Ceiling}, "
                + $"{fleet.Batch}, {fleet.FailuresTolerated}";
        }

        if (SnapshotAge.IsStale(fleet.Snapshot, fleet.Now) && !plan.Commands.IsEmpty)
        {
            yield return $"stale: {plan.Commands.Length} commands on a snapshot of "
                + $"{fleet.Snapshot.ObservedAt:HH:mm:ss}, now {fleet.Now:HH:mm:ss}";
        }

        foreach (var repeated in plan.Commands.GroupBy(command => command.Instance).Where(group => group.Count() > 1))
        {
            yield return $"repeated: {repeated.Count()} commands for {repeated.Key} in one pass";
        }

        if (plan.Status == RotationStatus.Complete && Incomplete(plan, fleet) is { } missing)
        {
            yield return $"incomplete: {missing}";
        }

        foreach (var command in plan.Commands.Where(command => IsForbiddenWhenStopped(plan, fleet, command)))
        {
            yield return $"stopped: {command.GetType().Name} of {command.Instance} after the breaker opened";
        }
    }

    private static string? Incomplete(RotationPlan plan, Recount fleet)
    {
        // Compromised ones are kept beside the fleet; protected ones were reported and left as they are.
        var all = fleet.Snapshot.Instances.Where(view => !fleet.IsKept(view.Id)).ToList();
        var views = all.Where(view => !fleet.History.Of(view.Id).IsProtected(fleet.Now)).ToList();
        var isFewer = all.Count < fleet.Policy.Desired;
        var isMore = views.Count > 0 && all.Count > fleet.Policy.Desired;
        var available = views.Count(fleet.IsAvailable);
        return isFewer || isMore ? $"{all.Count} instances, desired {fleet.Policy.Desired}"
            : views.Count == 0 ? null
            : available != views.Count ? $"{available} of {views.Count} available"
            : views.Select(view => view.Image).Distinct().Count() != 1 ? "more than one image is running"
            : !plan.Commands.IsEmpty ? $"{plan.Commands.Length} commands left"
            : null;
    }

    private static bool IsForbiddenWhenStopped(RotationPlan plan, Recount fleet, RotationCommand command)
    {
        var stopped = plan.Status == RotationStatus.Stopped || fleet.History.FinishedAs == RotationStatus.Stopped
            || (fleet.History.IsUnderWay && fleet.History.FailedLaunches > fleet.FailuresTolerated);
        return stopped && command is not RotationCommand.Admit
            && !(command is RotationCommand.Drain && fleet.IsFailed(command.Instance));
    }
}
