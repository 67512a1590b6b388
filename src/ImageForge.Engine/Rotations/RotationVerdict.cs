using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>What a pass amounts to, once it is over.</summary>
internal static class RotationVerdict
{
    // Instances named in the journal for each reason, and commands of a plan that was refused.
    private const int NamedMax = 20;

    /// <returns>Whether it was the last one and why, and what the journal has to know of that; null if nothing
    /// new.</returns>
    public static (PassEnd? End, string Reason, RotationEvent? News) Of(
        RotationPlan plan, ExecutedPlan executed, RotationId rotation)
    {
        if (!executed.Violations.IsEmpty)
        {
            var planned = plan.Commands.Select(command => $"{command.Kind} {command.Instance}");
            var refusal = $"plan refused: {string.Join("; ", executed.Violations)} (planned: "
                + $"{string.Join(", ", planned.Take(NamedMax))})";
            return (PassEnd.PlanRefused, refusal, Unless(executed.Record.LastHeld, refusal));
        }

        // An end with commands left is not one yet: a stopped rotation still puts its instances where they belong.
        return (plan.Commands.IsEmpty, plan.Status) switch
        {
            (true, RotationStatus.Complete) => End(PassEnd.Complete, rotation, plan.Status, Completion(plan)),
            (true, RotationStatus.Cancelled) => End(
                PassEnd.Cancelled, rotation, plan.Status,
                $"{executed.Record.History.Control.Words}; {Completion(plan)}"),
            (true, RotationStatus.Stopped) => End(PassEnd.Stopped, rotation, plan.Status, plan.StopReason ?? ""),
            (true, _) => (null, "", Unless(executed.Record.LastHeld, Summary(plan))),
            _ => (null, "", null),
        };
    }

    private static (PassEnd? End, string Reason, RotationEvent? News) End(
        PassEnd end, RotationId rotation, RotationStatus status, string reason) =>
        (end, reason, new RotationEvent.Finished(rotation, status, reason));

    private static string Completion(RotationPlan plan) =>
        $"{plan.Count.OnTarget} of {plan.Limits.Desired} on the image, {plan.Count.Available} available";

    // Without the numbers of each hold: they change with every pass, and the journal shall not grow with waiting. Nor
    // with the size of the fleet: of 10,000 that wait for their turn one is another in every pass.
    private static string Summary(RotationPlan plan) => string.Join(
        ", ", plan.Holds.GroupBy(hold => hold.Reason).SelectMany(SummaryOf).Order(StringComparer.Ordinal));

    private static IEnumerable<string> SummaryOf(IGrouping<HoldReason, Hold> holds)
    {
        var instances = holds.Select(hold => hold.Instance).Distinct().ToList();
        return instances.Count > NamedMax
            ? [$"{holds.Key} of more than {NamedMax} instances"]
            : instances.Select(instance => instance is { } id ? $"{holds.Key} {id}" : $"{holds.Key}");
    }

    private static RotationEvent.Held? Unless(string? lastHeld, string summary) =>
        summary.Length == 0 || summary == lastHeld ? null : new RotationEvent.Held(summary);
}
