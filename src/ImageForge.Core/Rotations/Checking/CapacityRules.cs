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
        var available = fleet.Snapshot.Instances.Count(fleet.IsAvailable);
        var left = available - taken.Count(fleet.IsAvailable);
        if (taken.Count > 0 && left < fleet.Floor)
        {
            var names = string.Join(", ", taken.Select(view => view.Id));
            yield return $"floor: {available} available - {available - left} < {fleet.Floor} ({names})";
        }
    }

    public static IEnumerable<string> Ceiling(RotationPlan plan, Recount fleet)
    {
        var existing = fleet.Seen.Count + fleet.Unseen();
        var added = plan.Commands.OfType<RotationCommand.Launch>()
            .Count(launch => !fleet.Seen.ContainsKey(launch.Instance));
        if (added > 0 && existing + added > fleet.Ceiling)
        {
            yield return $"ceiling: {existing} + {added} > {fleet.Ceiling}";
        }
    }

    public static IEnumerable<string> Batch(RotationPlan plan, Recount fleet)
    {
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
        var old = fleet.Seen.Values.Where(view => IsOldWithoutReplacement(view, fleet)).ToList();
        var staying = old.Where(view => !Recount.IsSick(view)).ToDictionary(view => view.Id);
        var retries = fleet.History.Slots.Values.Count(slot => fleet.IsFailed(slot.Latest));
        var places = fleet.Wanted() + old.Count
            + Math.Min(retries, Math.Max(0, fleet.Policy.Desired - fleet.Wanted()));
        var ahead = plan.Commands.Count(command =>
            command is RotationCommand.Drain or RotationCommand.Terminate && staying.ContainsKey(command.Instance));
        ahead -= Math.Max(0, places - fleet.Policy.Desired);
        var vacant = Math.Max(0, fleet.Policy.Desired - places);
        if (ahead > 0 && open + vacant + ahead > fleet.Batch)
        {
            yield return $"batch: {open} in flight + {vacant} vacant + {ahead} taken out ahead > {fleet.Batch}";
        }
    }

    private static bool IsOldWithoutReplacement(InstanceView view, Recount fleet) =>
        view is { Running: true, Service: not (ServiceState.Draining or ServiceState.Drained) }
        && fleet.ShouldGo(view) && !fleet.IsKept(view.Id) && !fleet.History.Of(view.Id).IsProtected(fleet.Now)
        && !fleet.IsLeaving(view.Id) && fleet.ReplacementOf(view.Id) is null
        && fleet.History.LaunchOf(view.Id) is not { InPlace: false, Failed: true };

    public static IEnumerable<string> Gap(RotationPlan plan, Recount fleet)
    {
        if (fleet.Snapshot.Instances.FirstOrDefault(view => BlocksProgress(view, fleet)) is not { } broken)
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
        var away = fleet.Seen.Values.Count(view => IsAway(view, fleet)
            && !plan.Commands.Any(end => end is RotationCommand.Terminate && end.Instance == view.Id));
        var begun = plan.Commands.Count(command => fleet.Seen.GetValueOrDefault(command.Instance) is { } view
            && fleet.ShouldGo(view) && !fleet.IsKept(view.Id) && !IsAway(view, fleet) && !fleet.IsLeaving(view.Id)
            && !open.Contains(view.Id) && ((command is RotationCommand.Reimage { Attempt: 1 } swap
                    && fleet.History.LaunchOf(view.Id)?.Token != swap.Token)
                || (command is RotationCommand.Drain && !Recount.IsSick(view) && !fleet.MayBeTooMany())));
        if (begun > 0 && open.Count + away + begun > fleet.Batch)
        {
            yield return $"batch: {open.Count} in flight + {away} out of service + {begun} > {fleet.Batch}";
        }
    }

    private static bool IsAway(InstanceView view, Recount fleet) =>
        view is { Running: true, Service: ServiceState.Draining or ServiceState.Drained } && fleet.ShouldGo(view)
        && !fleet.IsKept(view.Id) && !fleet.IsLeaving(view.Id) && !fleet.History.Of(view.Id).IsProtected(fleet.Now)
        && fleet.History.LaunchOf(view.Id) is not { InPlace: true, Failed: false };

    private static bool IsOpen(SlotRecord slot, Recount fleet)
    {
        if (fleet.IsFailed(slot.Latest) || fleet.IsLeaving(slot.Latest) || fleet.IsKept(slot.Latest)
            || fleet.History.Of(slot.Latest).Mark is not null
            || fleet.History.Launches[slot.Latest].Slot != slot.Number)
        {
            return false;
        }

        var done = fleet.Seen.GetValueOrDefault(slot.Latest) is { } view && fleet.IsAvailable(view);

        // One that is kept, protected or well again does not leave: its replacement has nobody to wait for.
        return !done || (slot.Replaces is { } replaced && fleet.Seen.GetValueOrDefault(replaced) is { } old
            && !fleet.IsKept(replaced) && !fleet.History.Of(replaced).IsProtected(fleet.Now) && fleet.ShouldGo(old));
    }

    private static bool BlocksProgress(InstanceView view, Recount fleet)
    {
        if (!view.Running || fleet.IsFailed(view.Id) || fleet.IsLeaving(view.Id) || fleet.IsKept(view.Id))
        {
            return false;
        }

        var admitted = view.Service == ServiceState.InService || fleet.History.Of(view.Id).AdmittedAt is not null;
        var isOurs = fleet.History.LaunchOf(view.Id) is not null;
        return (Recount.IsSick(view) && isOurs && admitted)
            || (Recount.IsInDoubt(view) && view.Service == ServiceState.InService);
    }
}
