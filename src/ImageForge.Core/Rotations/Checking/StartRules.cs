using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Checking;

/// <summary>When a pair may begin at all: what persons, windows, checkpoints and the image's age say.</summary>
internal static class StartRules
{
    public static IEnumerable<string> Of(RotationPlan plan, Recount fleet)
    {
        var begun = plan.Commands.Where(command => Begins(command, fleet)).ToList();
        var added = plan.Commands.OfType<RotationCommand.Launch>()
            .Where(launch => launch.Attempt == 1 && fleet.History.LaunchOf(launch.Instance) is null).ToList();
        var control = fleet.History.Control;
        if (fleet.History.IsUnderWay && (control.PausedAt ?? control.CancelRequestedAt) is not null
            && begun.Concat(added).FirstOrDefault() is { } against)
        {
            yield return $"paused: {against.GetType().Name} of {against.Instance} although a person stopped new slots";
        }

        if (begun.Count == 0)
        {
            yield break;
        }

        if (control.WindowsPassed is null && !fleet.Policy.Windows.IsOpen(fleet.Now))
        {
            yield return $"window: {begun.Count} slots begin at {fleet.Now:yyyy-MM-dd HH:mm:ss}Z, and none is open";
        }

        var before = fleet.History.Slots.Values.Count(slot => fleet.Policy.Strategy == RotationStrategy.Replace
            || fleet.History.Launches[slot.Latest].InPlace);
        foreach (var fault in Points(before + begun.Count, fleet))
        {
            yield return fault;
        }

        foreach (var aged in begun.Where(command => IsForAgeOnly(command, fleet)))
        {
            yield return $"stale image: {aged.GetType().Name} of {aged.Instance} for its age, onto an image built "
                + $"{fleet.History.TargetBuiltAt:yyyy-MM-dd}";
        }
    }

    private static IEnumerable<string> Points(int begun, Recount fleet)
    {
        foreach (var percent in fleet.Policy.Checkpoints)
        {
            var count = Instances(percent, fleet);
            var passed = fleet.History.Control.Checkpoints.TryGetValue(count, out var reached)
                && reached + fleet.Policy.CheckpointDelay <= fleet.Now;
            if (count < fleet.Policy.Desired && begun > count && !passed)
            {
                yield return $"checkpoint: {begun} begun > {count} ({percent} %), and its delay has not passed";
            }
        }

        foreach (var percent in fleet.Policy.Approvals)
        {
            var count = percent == 0 ? 0 : Instances(percent, fleet);
            if (begun > count && !(fleet.History.Control.ApprovedTo >= percent))
            {
                yield return $"approval: {begun} begun > {count} ({percent} %), and nobody approved";
            }
        }
    }

    private static int Instances(int percent, Recount fleet)
    {
        var hundredths = (long)percent * fleet.Policy.Desired;
        return (int)Math.Max(1, (hundredths / 100) + (hundredths % 100 > 0 ? 1 : 0));
    }

    // A pair begins with the launch of its replacement, or with the end of service of the one that goes first.
    private static bool Begins(RotationCommand command, Recount fleet) => command switch
    {
        RotationCommand.Launch { Attempt: 1, Replaces: not null } => fleet.History.LaunchOf(command.Instance) is null,
        RotationCommand.Reimage { Attempt: 1 } => fleet.Seen.GetValueOrDefault(command.Instance)
                is { Service: ServiceState.Unregistered or ServiceState.Registered }
            && fleet.History.LaunchOf(command.Instance) is not { InPlace: true },
        RotationCommand.Drain => fleet.Seen.GetValueOrDefault(command.Instance) is
            { Service: ServiceState.InService } view
            && fleet.ShouldGo(view) && !fleet.IsKept(view.Id) && !fleet.IsFailed(view.Id)
            && !fleet.IsBeingReimaged(view)
            && fleet.ReplacementOf(view.Id) is null && !fleet.MayBeTooMany(),
        _ => false,
    };

    private static bool IsForAgeOnly(RotationCommand command, Recount fleet)
    {
        var goes = command is RotationCommand.Launch launch ? launch.Replaces : command.Instance;
        return fleet.History.TargetBuiltAt is { } built && fleet.Now - built > fleet.Policy.MaxImageAge
            && goes is { } id && fleet.Seen.GetValueOrDefault(id) is { } view
            && view.Image == fleet.History.Target && !fleet.HasMark(view) && fleet.IsAged(view)
            && !Recount.IsSick(view) && fleet.Policy.SkipMatching;
    }
}
