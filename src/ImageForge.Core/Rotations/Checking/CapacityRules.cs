using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Checking;

/// <summary>What the commands of a plan may do together: floor, ceiling, batch, and not going on past a gap.</summary>
internal static class CapacityRules
{
    public static IEnumerable<string> Floor(RotationPlan plan, Recount fleet)
    {
        var taken = plan.Commands.Where(command => command is RotationCommand.Drain or RotationCommand.Terminate
                or RotationCommand.Reimage or RotationCommand.Isolate)
            .Select(command => fleet.Seen.GetValueOrDefault(command.Instance)).OfType<InstanceView>()
            .Where(view => view.Service == ServiceState.InService && !Recount.IsSick(view)
                && !fleet.WasDrainedAfterLook(view) && !fleet.IsLeaving(view.Id)).ToList();
        if (taken.Count == 0)
        {
            yield break;
        }

        var available = fleet.Counted.Count(counted => counted.IsAvailable);
        var left = available - taken.Count(fleet.IsAvailable);
        if (left < fleet.Floor)
        {
            var names = string.Join(", ", taken.Select(view => view.Id));
            yield return $"floor: {available} available - {available - left} < {fleet.Floor} ({names})";
        }
    }

    public static IEnumerable<string> Ceiling(RotationPlan plan, Recount fleet)
    {
        var added = plan.Commands.OfType<RotationCommand.Launch>()
            .Count(launch => !fleet.Seen.ContainsKey(launch.Instance));
        if (added == 0)
        {
            yield break;
        }

        var existing = fleet.Seen.Count + fleet.Unseen();
        if (existing + added > fleet.Ceiling)
        {
            yield return $"ceiling: {existing} + {added} > {fleet.Ceiling}";
        }
    }

    public static IEnumerable<string> Batch(RotationPlan plan, Recount fleet)
    {
        // A rotation that stopped only takes out what failed: all else is refused as such, whatever its number.
        if (BeginsNothing(plan) || plan.Status == RotationStatus.Stopped)
        {
            yield break;
        }

        var launches = plan.Commands.OfType<RotationCommand.Launch>()
            .Where(launch => fleet.History.LaunchOf(launch.Instance) is null).ToList();
        var pairs = launches.Count(launch => launch is { Attempt: 1, Replaces: not null });
        var open = fleet.History.Slots.Values.Count(slot => IsOpen(slot, fleet));
        if (pairs > 0 && open + launches.Count > fleet.Batch)
        {
            yield return $"batch: {open} in flight + {launches.Count} > {fleet.Batch}";
        }

        if (fleet.Policy.Strategy == RotationStrategy.Reimage)
        {
            foreach (var fault in InPlace(plan, fleet))
            {
                yield return fault;
            }

            yield break;
        }

        // Taken out ahead of a replacement: each is a pair begun from its other end.
        // Those that are sick have their places too, but taking one out costs nothing.
        var old = fleet.Counted.Where(counted => IsOldWithoutReplacement(counted, fleet)).ToList();
        var staying = old.Where(counted => !counted.IsSick).Select(counted => counted.View.Id).ToHashSet();
        var retries = fleet.History.Slots.Values.Count(slot => fleet.IsFailed(slot.Latest));
        var places = fleet.Wanted() + old.Count
            + Math.Min(retries, Math.Max(0, fleet.Policy.Desired - fleet.Wanted()));
        var ahead = plan.Commands.Count(command =>
            command is RotationCommand.Drain or RotationCommand.Terminate && staying.Contains(command.Instance));
        ahead -= Math.Max(0, places - fleet.Policy.Desired);
        var vacant = Math.Max(0, fleet.Policy.Desired - places);
        if (ahead > 0 && open + vacant + ahead > fleet.Batch)
        {
            yield return $"batch: {open} in flight + {vacant} vacant + {ahead} taken out ahead > {fleet.Batch}";
        }
    }

    // Most passes of a large fleet only bring in what was launched: then nobody has to be counted.
    private static bool BeginsNothing(RotationPlan plan) =>
        plan.Commands.All(command => command is RotationCommand.Register or RotationCommand.Admit);

    private static bool IsOldWithoutReplacement(CountedInstance counted, Recount fleet) =>
        counted is
        {
            IsRunning: true, ShouldGo: true, IsKept: false, IsProtected: false, IsLeaving: false,
            IsFailedLaunch: false, View.Service: not (ServiceState.Draining or ServiceState.Drained)
        }
        && fleet.ReplacementOf(counted.View.Id) is null;

    public static IEnumerable<string> Gap(RotationPlan plan, Recount fleet)
    {
        if (BeginsNothing(plan)
            || fleet.Counted.FirstOrDefault(counted => BlocksProgress(counted, fleet)).View is not { } broken)
        {
            yield break;
        }

        foreach (var command in plan.Commands)
        {
            var isNewSlot = command is RotationCommand.Launch { Attempt: 1 }
                && fleet.History.LaunchOf(command.Instance) is null;
            var isDrain = command is RotationCommand.Drain && !fleet.IsFailed(command.Instance)
                && !fleet.IsKept(command.Instance)
                && fleet.Seen.GetValueOrDefault(command.Instance) is { Service: ServiceState.InService };
            if ((isNewSlot || isDrain) && plan.Status != RotationStatus.Stopped)
            {
                var kind = command.GetType().Name;
                yield return $"gap: {kind} of {command.Instance} while {broken.Id} is sick or in doubt";
            }
        }
    }

    // Each instance that is out for its new disk is in flight from its drain until it is available again.
    private static IEnumerable<string> InPlace(RotationPlan plan, Recount fleet)
    {
        var open = fleet.History.Slots.Values
            .Where(slot => fleet.History.Launches[slot.Latest].InPlace && IsOpen(slot, fleet))
            .Select(slot => slot.Latest).ToHashSet();
        var back = plan.Commands.Where(command => command is RotationCommand.Terminate or RotationCommand.Admit)
            .Select(command => command.Instance).ToHashSet();

        // Of those that are out, as many as are too many leave for good, and no batch bounds that.
        var away = Math.Max(
            0, fleet.Seen.Values.Count(view => IsAway(view, fleet) && !back.Contains(view.Id)) - fleet.TooMany());
        var begun = plan.Commands.Count(command => fleet.Seen.GetValueOrDefault(command.Instance) is { } view
            && fleet.ShouldGo(view) && !fleet.IsKept(view.Id) && !MayBeAway(view, fleet) && !fleet.IsLeaving(view.Id)
            && !open.Contains(view.Id) && ((command is RotationCommand.Reimage { Attempt: 1 } swap
                    && fleet.History.LaunchOf(view.Id)?.Token != swap.Token)
                || (command is RotationCommand.Drain && !Recount.IsSick(view) && !fleet.MayBeTooMany())));
        if (begun > 0 && open.Count + away + begun > fleet.Batch)
        {
            yield return $"batch: {open.Count} in flight + {away} out of service + {begun} > {fleet.Batch}";
        }
    }

    // One whose age alone may be a reason counts only once it is due whatever its jitter.
    private static bool IsAway(InstanceView view, Recount fleet) => MayBeAway(view, fleet) && fleet.MustGo(view);

    // A failed launch does not come back, whatever else speaks against it; one that was put back since is not away.
    private static bool MayBeAway(InstanceView view, Recount fleet) =>
        view is { Running: true, Service: ServiceState.Draining or ServiceState.Drained } && fleet.ShouldGo(view)
        && fleet.History.LaunchOf(view.Id) is not { InPlace: false, Failed: true }
        && !fleet.IsKept(view.Id) && !fleet.IsLeaving(view.Id) && !fleet.History.Of(view.Id).IsProtected(fleet.Now)
        && !fleet.IsBeingReimaged(view) && !fleet.WasAdmittedAfterLook(view);

    private static bool IsOpen(SlotRecord slot, Recount fleet)
    {
        var launch = fleet.History.Launches[slot.Latest];
        var record = fleet.History.Of(slot.Latest);
        if (launch.Failed || launch.Slot != slot.Number || record.TerminateBeganAt is not null || record.IsQuarantined
            || record.MarkAgainst(launch.Image, fleet.History.Target) is not null)
        {
            return false;
        }

        var done = fleet.Seen.GetValueOrDefault(slot.Latest) is { } view && fleet.IsAvailable(view, record);

        // One that is kept, protected or well again does not leave: its replacement has nobody to wait for. One whose
        // age alone may be a reason counts only once it is due whatever its jitter.
        return !done || (slot.Replaces is { } replaced && fleet.Seen.GetValueOrDefault(replaced) is { } old
            && ((fleet.IsLeaving(replaced) && !fleet.IsKept(replaced)) || fleet.MustGo(old)));
    }

    private static bool BlocksProgress(CountedInstance counted, Recount fleet)
    {
        if (counted is { IsSick: false, IsInDoubt: false } || !counted.IsRunning || counted.IsFailed
            || counted.IsLeaving || counted.IsKept || fleet.IsBeingReimaged(counted.View))
        {
            return false;
        }

        // One that was drained since the look is out of service, whatever the look shows: how it is says no more of the
        // image than after the next look.
        var view = counted.View;
        var serves = view.Service == ServiceState.InService && !fleet.WasDrainedAfterLook(view);
        var admitted = serves || fleet.History.Of(view.Id).AdmittedAt is not null;
        var isOurs = fleet.History.LaunchOf(view.Id) is not null;
        return (counted.IsSick && isOurs && admitted) || (counted.IsInDoubt && serves);
    }
}
