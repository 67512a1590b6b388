using System.Text.RegularExpressions;

namespace ImageForge.Core.Detection;

/// <summary>
/// Says what became of an attack, from nothing but what was recorded of it. The first of error, blocked, detected and
/// missed that applies; so a silent sensor is never taken for a clean image, nor a failed attack for a blocked one.
/// </summary>
public static partial class DetectionJudge
{
    private const int NotFound = 127;
    private const int NoEffect = 1;
    private const int NotAttempted = 2;
    private const int QuoteMax = 160;

    /// <summary>Reads the recording's trail and judges.</summary>
    public static ScenarioVerdict Judge(
        Scenario scenario, ScenarioRecording recording, AuditRuleSet rules, DetectionPolicy policy) =>
        Judge(scenario, recording, AuditEventReader.Read(recording.Records), rules, policy);

    /// <summary>Judges a trail that is read already.</summary>
    public static ScenarioVerdict Judge(
        Scenario scenario, ScenarioRecording recording, AuditTrail stream, AuditRuleSet rules, DetectionPolicy policy)
    {
        var trail = new ScenarioTrail(scenario, recording, stream, policy);
        var open = new ScenarioVerdict
        {
            ScenarioId = scenario.Id,
            Technique = scenario.Technique,
            Title = scenario.Title,
            Kind = VerdictKind.Error,
            VmEnded = recording.VmEnded,
            EndMarkMissing = recording is { Started: true, Ended: false, VmEnded: false },
            SensorLeft = recording.Before is { Fault: null } ? recording.After?.Fault : null,
        };
        if (ErrorOf(scenario, recording, policy) is { } reason)
        {
            return open with { Reason = reason };
        }

        var seen = Describe(open with { HadEffect = EffectOf(recording) }, trail, rules);
        if (seen.HadEffect == false && BlockerOf(scenario, recording, trail) is { } blocker)
        {
            return seen with { Kind = VerdictKind.Blocked, Reason = blocker, Detail = VerdictDetail.None };
        }

        return trail.Hits.IsEmpty
            ? seen with { Kind = VerdictKind.Missed, Detail = trail.MissDetail, Reason = trail.MissWords }
            : seen with { Kind = VerdictKind.Detected };
    }

    private static string? ErrorOf(Scenario scenario, ScenarioRecording recording, DetectionPolicy policy) =>
        scenario.Unsendable is { } unsendable ? $"not sent: {unsendable}"
        : policy.ChecksHealth && recording.Before?.Fault is { } unfit ? $"sensor unhealthy: {unfit}"
        : recording.Fault is { } fault ? fault
        : policy.ChecksHealth && recording.Before is null ? "sensor unhealthy: nobody asked before the attack"
        : UnmetPrerequisite(scenario, recording)
            ?? (!recording.Started ? "the attack did not start" : null)
            ?? (policy.ChecksHealth ? LostRecords(recording) : null)
            ?? NotTried(scenario, recording);

    private static string? UnmetPrerequisite(Scenario scenario, ScenarioRecording recording) =>
        recording.Prerequisite switch
        {
            null or { ExitCode: 0, LimitHit: false } => null,
            { LimitHit: true } => "prerequisite ran into its time limit",
            var unmet => $"prerequisite not met{(scenario.NeedsNetwork ? ", needs the network" : "")}: "
                + $"{Quote(unmet)}",
        };

    private static string? LostRecords(ScenarioRecording recording) =>
        recording is { Before: { } before, After: { } after } && after.Lost > before.Lost
            ? $"sensor unhealthy: {after.Lost - before.Lost} records were lost meanwhile"
            : null;

    private static string? NotTried(Scenario scenario, ScenarioRecording recording)
    {
        switch (recording.Effect)
        {
            case { LimitHit: true }:
                return "the effect probe ran into its time limit";
            case { ExitCode: 0 }:
                return null;
            case { ExitCode: NotAttempted } effect:
                return $"not attempted: {Quote(effect)}";
            case { ExitCode: > NotAttempted or < 0 } effect:
                return $"the effect probe failed: {Quote(effect)}";
            default:
                break;
        }

        return recording.Run switch
        {
            { ExitCode: NotFound } run => $"tool missing: {Quote(run)}",
            { ExitCode: not 0 } run when scenario.NeedsNetwork && FailedNetwork().IsMatch(run.Output) =>
                $"needs the network: {Quote(run)}",
            _ => null,
        };
    }

    // For an atomic only what certainly did not work counts as without effect.
    private static bool? EffectOf(ScenarioRecording recording) => recording switch
    {
        { Effect: { } effect } => effect.ExitCode != NoEffect,
        { Run: { } run } => run.ExitCode == 0
            || !(MissingTool().IsMatch(run.Output) || FailedNetwork().IsMatch(run.Output)),
        _ => null,
    };

    // Never from an exit code: a probe saw no effect, and the kernel or the variant without the control names who did
    // it.
    private static string? BlockerOf(Scenario scenario, ScenarioRecording recording, ScenarioTrail trail)
    {
        if (recording.Effect is not { ExitCode: NoEffect } || scenario.Effect.Length == 0)
        {
            return null;
        }

        if (recording.EffectWithoutControl is { } control)
        {
            return $"control {control}: without it the attack has its effect";
        }

        return trail.Denial switch
        {
            null => null,
            { DeniedBy: { } module } denial => $"{module} denied {Subject(denial)}",
            var denial => $"the kernel refused {denial.SystemCall} of {Subject(denial)} "
                + $"({(denial.Exit == -13 ? "EACCES" : "EPERM")}, rule {denial.Keys.RuleId})",
        };
    }

    private static string Subject(AuditEvent denial) =>
        denial.Paths is [.., var path] ? path : denial.Executable.Length > 0 ? denial.Executable : denial.Command;

    private static ScenarioVerdict Describe(ScenarioVerdict open, ScenarioTrail trail, AuditRuleSet rules)
    {
        if (trail.Hits is not [var first, ..] hits)
        {
            return open;
        }

        var free = hits.Where(hit => !rules.NeedsLoginId(hit.Keys.RuleId)).ToList();
        return open with
        {
            Tier = hits.Max(hit => hit.Keys.Tier),
            TierWithoutLogin = free.Count == 0 ? null : free.Max(hit => hit.Keys.Tier),
            RuleIds =
            [
                .. hits.OrderByDescending(hit => hit.Keys.Tier).Select(hit => hit.Keys.RuleId)
                    .Distinct(StringComparer.Ordinal),
            ],
            Count = hits.Length,
            Delay = trail.DelayOf(first),
            Latency = trail.LatencyOf(first),
            FirstKey = hits.Any(hit => hit.Keys.Techniques[0] == hit.Keys.Answering(open.Technique)),
            ParentOnly = hits.All(hit => hit.Keys.Answering(open.Technique) != open.Technique),
            Detail = hits.All(hit => hit.Success == false) ? VerdictDetail.Attempt : VerdictDetail.None,
        };
    }

    private static string Quote(StageOutcome outcome)
    {
        var last = outcome.Output.TrimEnd().Split('\n')[^1].Trim();
        var shown = last.Length <= QuoteMax ? last : last[..QuoteMax] + "…";
        return shown.Length == 0 ? $"exit {outcome.ExitCode}" : $"exit {outcome.ExitCode}, \"{shown}\"";
    }

    [GeneratedRegex("command not found|: not found",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingTool();

    [GeneratedRegex(
        "could not resolve|unable to resolve|name resolution|network is unreachable|failed to fetch|"
            + "unable to locate package|no route to host|connection timed out",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedNetwork();
}
