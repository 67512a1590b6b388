using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>What of a fleet's numbers has to be said in words.</summary>
internal static class FleetNotices
{
    public static ImmutableArray<Notice> Of(FleetOverview fleet) =>
    [
        .. Act(fleet).Select(said => new Notice(NoticeKind.Act, said.Text, said.Command)),
        .. Watch(fleet).Select(said => new Notice(NoticeKind.Watch, said.Text, said.Command)),
    ];

    private static IEnumerable<(string Text, string? Command)> Act(FleetOverview fleet)
    {
        var (sight, name) = (fleet.Sight, fleet.Fleet);
        if (sight.ScheduleFault is { } fault)
        {
            var stays = sight.Policy is null ? "nothing is done for this fleet" : "what it said before stays in force";
            yield return ($"Its schedule is wrong, and {stays}: {fault}", "imageforge validate");
        }

        if (sight is { Runs: true, Policy: null, ScheduleFault: null })
        {
            yield return (
                $"It has no schedule, so nothing rotates it: write schedules/{name}.yaml.", "imageforge validate");
        }

        foreach (var hold in fleet.Holds.Where(hold => hold.NeedsPerson))
        {
            yield return ($"{HoldWords(hold)}: {hold.Detail}.", hold.Command);
        }

        if (sight is { History.IsUnderWay: false, Need: { NeedsPerson: true } need, Current: { } current })
        {
            yield return (
                $"Nothing is begun by itself: {need.Reason}.", $"imageforge rotate {name} --to {current}");
        }
        else if (fleet.Rotation is { Status: RotationStatus.Stopped, EndReason: var reason })
        {
            yield return ($"The last rotation was stopped: {reason}.", $"imageforge rotation show {name}");
        }

        if (fleet.Risks.LateOpen > 0)
        {
            yield return (
                $"{Count(fleet.Risks.LateOpen, "risk")} past the due date, and nothing is done about it now.",
                "imageforge risk list");
        }
    }

    private static IEnumerable<(string Text, string? Command)> Watch(FleetOverview fleet)
    {
        var (sight, name) = (fleet.Sight, fleet.Fleet);
        if (sight.Unseen is { } unseen)
        {
            yield return ($"It cannot be seen now: {unseen}.", "imageforge doctor");
        }

        if (sight is { Runs: false, Policy: not null, Unseen: null })
        {
            yield return ("It has a schedule and no instance yet.", $"imageforge fleet launch {name}");
        }

        if (fleet.Risks.Late - fleet.Risks.LateOpen is > 0 and var leaving)
        {
            yield return (
                $"{Count(leaving, "risk")} past the due date; a rotation under way removes it.",
                "imageforge risk list");
        }

        if (fleet.IsBelowFloor)
        {
            yield return (
                $"{fleet.Available} available, and the floor is {fleet.Limits!.Floor}: nothing more is taken out.",
                $"imageforge rotation show {name}");
        }

        if (fleet.Sensors.Silent > 0)
        {
            var first = fleet.Instances.First(instance =>
                SensorCoverage.IsWatched(instance) && instance.View.Sensor.State == HealthState.Unhealthy);
            yield return (
                $"{Count(fleet.Sensors.Silent, "instance")} without a working sensor.",
                $"imageforge why {first.View.Id}");
        }
    }

    private static string HoldWords(HoldGroup hold) => hold.Reason switch
    {
        HoldReason.Approval => "The rotation waits for approval",
        HoldReason.Paused => "The rotation is paused",
        HoldReason.BreakerOpen => "The breaker stopped the rotation",
        HoldReason.Quarantined => $"{Count(hold.Instances.Length, "instance")} in quarantine",
        _ => "Detections took as many instances as they may",
    };

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
