using System.Collections.Immutable;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Images.Evidence;

/// <summary>The gates of an artifact, taken apart into cases.</summary>
internal static class GateCases
{
    private const string HardeningGate = "hardening";

    public static ImmutableArray<GateCase> Of(
        ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls) =>
        [.. artifact.Gates.SelectMany(gate => OfGate(artifact, gate, controls))];

    // An image that did not boot has a finding that is no control's: it stays with the gate.
    private static List<GateCase> OfGate(
        ImageArtifact artifact, GateResult gate, IReadOnlyDictionary<string, HardeningControl> controls)
    {
        var parts = gate.Gate == HardeningGate
            ? artifact.Controls.Select(id => OfControl(gate, controls[id])).ToList()
            : [];
        parts.AddRange(OfDegrees(gate));
        parts.AddRange(gate.Detection?.Verdicts.Select(verdict => OfScenario(gate, verdict)) ?? []);
        var told = parts.SelectMany(known => known.Findings.Concat(known.Reported)).ToHashSet();
        var accepted = parts.SelectMany(known => known.Waived).ToHashSet();
        ImmutableArray<GateFinding> rest = [.. gate.Findings.Where(finding => !told.Contains(finding))];
        ImmutableArray<WaivedFinding> restWaived = [.. gate.Waived.Where(waived => !accepted.Contains(waived))];
        var isTakenApart = gate.Gate == HardeningGate || gate.Detection is not null;
        if (parts.Count > 0 && rest.IsEmpty && restWaived.IsEmpty && (isTakenApart || !gate.Passed))
        {
            return parts;
        }

        return
        [
            // Of an image that did not boot nothing is known of any control.
            .. parts.Where(known => gate.Detection is not null || !known.Holds),
            new GateCase(
                gate.Gate, $"gate/{gate.Gate}", gate.Summary, "", Severity.High, [], null, rest, restWaived)
            {
                Reported = [.. gate.Reported.Where(finding => !told.Contains(finding))],
                NotRun = gate.NotRun,
            },
        ];
    }

    // Where a gate knows degrees, each subject counts by itself and by its own: a CVE in two packages is one.
    private static IEnumerable<GateCase> OfDegrees(GateResult gate) =>
        from subject in gate.Findings.Concat(gate.Reported).Concat(gate.Waived.Select(waived => waived.Finding))
            .Where(finding => finding.Severity is not null)
            .GroupBy(finding => finding.Subject)
        select new GateCase(
            gate.Gate, subject.Key, $"no package has {subject.Key}", "",
            subject.Max(finding => finding.Severity)!.Value, [], null,
            [.. gate.Findings.Where(finding => finding.Subject == subject.Key)],
            [.. gate.Waived.Where(waived => waived.Finding.Subject == subject.Key)])
        {
            Reported = [.. gate.Reported.Where(finding => finding.Subject == subject.Key)],
        };

    private static GateCase OfScenario(GateResult gate, ScenarioVerdict verdict) => new(
        gate.Gate, verdict.ScenarioId, verdict.Title, Outcome(verdict), Severity.High, [verdict.Technique],
        $"images/scenarios/{verdict.ScenarioId}.yaml",
        [.. gate.Findings.Where(finding => finding.Subject == verdict.ScenarioId)],
        [.. gate.Waived.Where(waived => waived.Finding.Subject == verdict.ScenarioId)])
    {
        Reported = [.. gate.Reported.Where(finding => finding.Subject == verdict.ScenarioId)],
    };

    private static string Outcome(ScenarioVerdict verdict) => verdict.Kind switch
    {
        VerdictKind.Blocked => $"Blocked: {verdict.Reason}.",
        VerdictKind.Detected =>
            $"{verdict.Tier} by {string.Join(", ", verdict.RuleIds)}{(verdict.Flaky ? ", at the second try" : "")}.",
        _ => "",
    };

    private static GateCase OfControl(GateResult gate, HardeningControl control) => new(
        gate.Gate, control.Id, control.Title, control.Why, control.Severity, control.References,
        $"images/controls/{control.Id}.yaml",
        [.. gate.Findings.Where(finding => finding.Subject == control.Id)],
        [.. gate.Waived.Where(waived => waived.Finding.Subject == control.Id)]);
}
