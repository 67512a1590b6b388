using System.Collections.Immutable;
using System.Diagnostics;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Images;

/// <summary>
/// Decides whether an artifact passes its gates. Evidence that is missing never passes: a check that was not run, a
/// port list that could not be read and a beat that did not come are refusals like any other.
/// </summary>
public static class GateJudge
{
    private const int Passed = 0;
    private const int TimedOut = 124;

    /// <summary>One result a gate, in the plan's order.</summary>
    /// <param name="now">Waivers that have expired by then accept nothing.</param>
    public static ImmutableArray<GateResult> Judge(BuildPlan plan, GateEvidence evidence, DateTimeOffset now) =>
        [.. plan.Gates.Select(gate => Waive(plan, Judge(plan, gate, evidence), now))];

    private static GateResult Waive(BuildPlan plan, GateResult result, DateTimeOffset now)
    {
        var waived = result.Findings.ToLookup(finding => LastingLongest(plan, finding, now));
        ImmutableArray<WaivedFinding> accepted =
        [
            .. waived.Where(group => group.Key is not null).SelectMany(group => group.Select(finding =>
                new WaivedFinding(finding, group.Key!.Id, group.Key.Owner, group.Key.Reason, group.Key.EndsAt))),
        ];
        if (accepted.IsEmpty)
        {
            return result;
        }

        ImmutableArray<GateFinding> left = [.. waived[null]];
        return result with
        {
            Passed = left.IsEmpty,
            Findings = left,
            Waived = accepted,
            Summary = $"{result.Summary}; {accepted.Length} waived",
        };
    }

    private static Waiver? LastingLongest(BuildPlan plan, GateFinding finding, DateTimeOffset now) =>
        plan.Definition.Waivers.Where(waiver => waiver.Covers(plan.Artifact, finding.Subject, now))
            .OrderByDescending(waiver => waiver.Expires).ThenBy(waiver => waiver.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    private static GateResult Judge(BuildPlan plan, GatePlan gate, GateEvidence evidence) => gate switch
    {
        // The disk is searched as it lies, packages are known beforehand; all other gates look at a running instance.
        GatePlan.Residue residue => JudgeResidue(plan, residue, evidence),
        GatePlan.Vulnerabilities known => VulnerabilityJudge.Judge(plan, known, evidence),
        GatePlan.Freshness freshness => FreshnessJudge.Judge(plan, freshness, evidence),
        GatePlan.Secrets secrets => SecretsJudge.Judge(plan, secrets, evidence),
        _ when !evidence.Booted => NotBooted(plan, gate, evidence),
        GatePlan.Hardening hardening => JudgeHardening(plan, hardening, evidence),
        GatePlan.Ports ports => JudgePorts(plan, ports, evidence),
        GatePlan.Sensors sensors => JudgeSensors(plan, sensors, evidence),
        GatePlan.Application application => JudgeApplication(plan, application, evidence),
        GatePlan.Clones clones => CloneJudge.Judge(plan, clones, evidence),
        GatePlan.Detection detection => ScenariosJudge.Judge(plan, detection, evidence),
        _ => throw new UnreachableException($"no case for {gate.GetType().Name}"),
    };

    private static GateResult NotBooted(BuildPlan plan, GatePlan gate, GateEvidence evidence)
    {
        var reproduce = evidence.SerialLog is { } log ? $"less -R '{log}'" : ExamineAgain(plan);
        return Result(gate, "the image did not boot", [
            new GateFinding(
                "boot", "an instance that answers",
                evidence.BootFailure ?? "it did not answer, and nothing says why", reproduce)]);
    }

    private static GateResult JudgeHardening(BuildPlan plan, GatePlan.Hardening gate, GateEvidence evidence)
    {
        var findings = gate.Controls
            .Where(control => evidence.Checks.GetValueOrDefault(control.Id) is not { ExitCode: Passed })
            .Select(control => new GateFinding(
                control.Id, $"{control.Title}: its check ends with 0",
                CheckEvidence(evidence.Checks.GetValueOrDefault(control.Id)),
                $"{ExamineAgain(plan)}   # runs the check of images/controls/{control.Id}.yaml in the booted image"))
            .ToImmutableArray();
        var held = gate.Controls.Length - findings.Length;
        return Result(gate, $"{held} of {gate.Controls.Length} controls hold in the booted image", findings);
    }

    private static string CheckEvidence(ScriptOutcome? outcome) => outcome switch
    {
        null => "the check was not run",
        { ExitCode: TimedOut } => Printed("ran into its time limit", outcome.Output),
        _ => Printed($"exit {outcome.ExitCode}", outcome.Output),
    };

    private static string Printed(string end, string output) =>
        output.Trim() is { Length: > 0 } text ? $"{end}: {text}" : $"{end}, and printed nothing";

    private static GateResult JudgePorts(BuildPlan plan, GatePlan.Ports gate, GateEvidence evidence)
    {
        var reproduce = $"{ExamineAgain(plan)}   # reads `ss -Hlntu` in the booted image";
        if (evidence.Listening is not { } listening)
        {
            return Result(gate, "listening ports could not be read", [
                new GateFinding(
                    "ports", BuildPlanner.PortsText(gate.Declared), "the list of listening ports was not reported",
                    reproduce)]);
        }

        var open = listening.ToImmutableSortedSet();
        var declared = gate.Declared.ToImmutableSortedSet();
        ImmutableArray<GateFinding> findings =
        [
            .. open.Except(declared).Select(port => new GateFinding(
                $"{port}", "closed: image.yaml does not declare it", "something listens on it", reproduce)),
            .. declared.Except(open).Select(port => new GateFinding(
                $"{port}", "open: image.yaml declares it", "nothing listens on it", reproduce)),
        ];
        return Result(
            gate, $"{open.Count} open, {declared.Count} declared: {Listed(open.Select(port => $"{port}"))}", findings);
    }

    private static GateResult JudgeSensors(BuildPlan plan, GatePlan.Sensors gate, GateEvidence evidence)
    {
        if (evidence.Sensors is not { } reported)
        {
            return Result(gate, "no beat arrived", [
                new GateFinding(
                    "beacon", "a beat at the receiver", "no beat arrived while the instance ran", ExamineAgain(plan))]);
        }

        var findings = gate.Expected
            .Where(id => reported.GetValueOrDefault(id) is not { Healthy: true })
            .Select(id => new GateFinding(
                id, "reported healthy", reported.GetValueOrDefault(id) is { } reading
                    ? $"unhealthy: {reading.State}"
                    : "not in the beat",
                $"{ExamineAgain(plan)}   # the beacon runs {BuildPlanner.ProbeFolder}/{id} in the booted image"))
            .ToImmutableArray();
        var healthy = gate.Expected.Length - findings.Length;
        return Result(
            gate, $"{healthy} of {gate.Expected.Length} sensors report healthy: {Listed(gate.Expected)}", findings);
    }

    private static GateResult JudgeApplication(BuildPlan plan, GatePlan.Application gate, GateEvidence evidence)
    {
        var probe = gate.Probe;
        var request = $"GET :{probe.Port}{probe.Path}";
        return evidence.ApplicationStatus == probe.Status
            ? Result(gate, $"{request} answered {probe.Status}", [])
            : Result(gate, $"{request} did not answer {probe.Status}", [
                new GateFinding(
                    request, $"{probe.Status}", evidence.ApplicationStatus is { } status ? $"{status}" : "no answer",
                    $"{ExamineAgain(plan)}   # asks the booted image as a user would, from outside")]);
    }

    private static GateResult JudgeResidue(BuildPlan plan, GatePlan.Residue gate, GateEvidence evidence)
    {
        // Reproduced on the disk itself; `image show` prints the folder that it lies in.
        var expand = $"imageforge image show {plan.Artifact} && qemu-img convert -O raw disk.qcow2 /tmp/disk.raw";
        if (evidence.Residue is not { } residue)
        {
            return Result(gate, "the disk was not searched", [
                new GateFinding("disk", "searched, nothing found", "the disk was not searched", ExamineAgain(plan))]);
        }

        var summary = residue.Length == 0
            ? "no identity, log, history or planted secret on the disk"
            : $"{residue.Length} left on the disk";
        return Result(gate, summary, [
            .. residue.Select(line => new GateFinding(
                line.Split(' ', 2)[0].TrimEnd(':'), "not on the disk", line,
                $"{expand} && grep -c {gate.Canary} /tmp/disk.raw; debugfs -R 'ls -l /' /tmp/disk.raw"))]);
    }

    private static GateResult Result(GatePlan gate, string summary, ImmutableArray<GateFinding> findings) =>
        new(gate.Name, findings.IsEmpty, summary, findings);

    private static string Listed(IEnumerable<string> texts) =>
        string.Join(' ', texts) is { Length: > 0 } text ? text : "none";

    // A refused artifact is kept, and the same plan is examined again instead of built again.
    private static string ExamineAgain(BuildPlan plan) => $"imageforge build {plan.Definition.Name}";
}
