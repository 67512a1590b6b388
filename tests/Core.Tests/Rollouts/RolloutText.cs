using System.Text;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// A pass as a person reads it: counts, then each command with its arithmetic, then what waits and for what.
/// </summary>
internal static class RolloutText
{
    private const int NamesMax = 4;

    public static string Of(RotationPlan plan, DateTimeOffset now)
    {
        var (count, text) = (plan.Count, new StringBuilder());
        text.Append($"{plan.Status}: total {count.Total}, available {count.Available}, on target {count.OnTarget}, ");
        text.Append($"in flight {count.InFlight}, failed {count.Failed}\n");
        foreach (var command in plan.Commands)
        {
            text.Append($"      {Subject(command)}{Zone(command)}: {command.Reason}\n");
        }

        text.Append(Holds(plan, now));
        return plan.StopReason is { } reason ? text.Append($"      stopped: {reason}\n").ToString() : text.ToString();
    }

    /// <summary>
    /// Holds of one reason and detail in one line: 40 instances that wait for the batch are one fact.
    /// </summary>
    public static string Holds(RotationPlan plan, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var group in plan.Holds.GroupBy(hold => (hold.Reason, hold.Detail, hold.NextEligibleAt)))
        {
            var names = group.Select(hold => hold.Instance?.Value ?? "the fleet").ToList();
            var more = names.Count > NamesMax ? $" and {names.Count - NamesMax} more" : "";
            var when = group.Key.NextEligibleAt is { } at ? $" [until {Time(at, now)}]" : "";
            var who = string.Join(", ", names.Take(NamesMax));
            text.Append($"      - {group.Key.Reason} {who}{more}: {group.Key.Detail}{when}\n");
        }

        return text.ToString();
    }

    private static string Time(DateTimeOffset at, DateTimeOffset now) =>
        at.Date == now.Date ? $"{at:HH:mm:ss}" : $"{at:yyyy-MM-dd HH:mm:ss}";

    private static string Zone(RotationCommand command) =>
        command is RotationCommand.Launch { Zone: not "local" } launch ? $" in {launch.Zone}" : "";

    private static string Subject(RotationCommand command) => command switch
    {
        RotationCommand.Reimage reimage =>
            $"reimage {reimage.Instance} for slot {reimage.Slot}, attempt {reimage.Attempt}",
        RotationCommand.Launch { Replaces: { } old } launch =>
            $"launch {launch.Instance} for slot {launch.Slot}, attempt {launch.Attempt}, replacing {old}",
        RotationCommand.Launch launch => $"launch {launch.Instance} for slot {launch.Slot}, attempt {launch.Attempt}",
        RotationCommand.Drain drain => $"drain {drain.Instance} until {drain.Deadline:HH:mm:ss}",
        _ => $"{command.GetType().Name.ToLowerInvariant()} {command.Instance}",
    };
}
