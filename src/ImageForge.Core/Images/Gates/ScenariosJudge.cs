using ImageForge.Core.Detection;

namespace ImageForge.Core.Images.Gates;

/// <summary>
/// Decides on the attacks that were run: those that the profile names must raise an alert or be blocked. What became of
/// the others is reported where nobody saw it: a rate is no promise.
/// </summary>
internal static class ScenariosJudge
{
    public static GateResult Judge(BuildPlan plan, GatePlan.Detection gate, GateEvidence evidence)
    {
        var again = $"imageforge build {plan.Definition.Name}";
        if (evidence.Detection is not { } recorded)
        {
            return new GateResult(gate.Name, false, "no attack was run", [
                new GateFinding("scenarios", "attacks run, and what the sensor made of them", "none was run", again)]);
        }

        var judged = DetectionReport.Of(gate, recorded);
        var report = judged with
        {
            Noise = plan.Definition.Noise.FirstOrDefault(measured => measured.RuleSet == judged.RuleSet),
        };
        var unmet = gate.Policy.Unmet(report.Verdicts);
        var refused = unmet.Select(required => required.ScenarioId).ToHashSet(StringComparer.Ordinal);
        return new GateResult(gate.Name, true, Summary(gate, report), [])
        {
            Detection = report,
            Reported =
            [
                .. report.Verdicts
                    .Where(verdict => !verdict.AlertedOrBlocked && !refused.Contains(verdict.ScenarioId))
                    .Select(verdict => new GateFinding(
                        verdict.ScenarioId, $"{verdict.Technique} raises an alert, or is blocked: {verdict.Title}",
                        DetectionPolicy.SeenOf(verdict), Explain(verdict.ScenarioId))),
            ],
        }.Refusing(
        [
            .. recorded.Fault is { } fault
                ? new[] { new GateFinding("machine", "every scenario run in a machine of the image", fault, again) }
                : [],
            .. unmet.Select(required => new GateFinding(
                required.ScenarioId, $"{required.Expected}: profile {plan.Definition.HardeningProfile} requires it",
                required.Seen, Explain(required.ScenarioId))),
        ]);
    }

    private static string Explain(string scenario) =>
        $"imageforge explain {scenario}   # shows the attack; it runs in any shell of a throw-away instance";

    private static string Summary(GatePlan.Detection gate, DetectionReport report)
    {
        var coverage = report.Coverage;
        var all = coverage.All;
        (int Count, string What)[] parts =
        [
            (all.Alert, "raised an alert"), (all.Blocked, "blocked"), (all.Signal, "left a signal"),
            (all.Missed, "missed"), (all.Error, "could not be judged"),
        ];
        return $"{all.Scenarios} of {gate.Scenarios.Length} attacks over {coverage.Techniques.Length} techniques: "
            + string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.What}"))
            + $"; {gate.Policy.Required.Length} must be seen";
    }
}
