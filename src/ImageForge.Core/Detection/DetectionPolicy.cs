using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>How recordings are judged, and what must come out.</summary>
public sealed record DetectionPolicy
{
    /// <summary>
    /// An event counts when the host has it so long after its system call; also how long the host waits for an end
    /// mark. The slowest first hit of 398 atomics came after 9.1 s.
    /// </summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Off only to prove the judge: with the sensor stopped and nobody asking for its health, everything must be
    /// missed.
    /// </summary>
    public bool ChecksHealth { get; init; } = true;

    /// <summary>Everything else is reported and stops nothing: a rate is no promise.</summary>
    public ImmutableArray<DetectionRequirement> Required { get; init; } = [];

    /// <summary>What stops the release, in the policy's order.</summary>
    public ImmutableArray<UnmetRequirement> Unmet(IEnumerable<ScenarioVerdict> verdicts)
    {
        var known = verdicts.ToDictionary(verdict => verdict.ScenarioId, StringComparer.Ordinal);
        return
        [
            .. Required.Select(required => Unmet(required, known.GetValueOrDefault(required.ScenarioId)))
                .OfType<UnmetRequirement>(),
        ];
    }

    /// <summary>What became of a scenario that neither raised an alert nor was blocked, in words.</summary>
    internal static string SeenOf(ScenarioVerdict verdict) => verdict switch
    {
        { Kind: VerdictKind.Detected } => "a signal, no alert",
        { Reason.Length: > 0 } => $"{verdict.Kind.ToString().ToLowerInvariant()}: {verdict.Reason}",
        _ => verdict.Kind.ToString().ToLowerInvariant(),
    };

    private static UnmetRequirement? Unmet(DetectionRequirement required, ScenarioVerdict? verdict)
    {
        if (verdict is null)
        {
            return new UnmetRequirement(required.ScenarioId, "a verdict", "it was not run");
        }

        if (!verdict.AlertedOrBlocked)
        {
            return new UnmetRequirement(required.ScenarioId, "an alert, or blocked", SeenOf(verdict));
        }

        var absent = required.RuleIds.Except(verdict.RuleIds, StringComparer.Ordinal).ToList();
        return verdict.Kind == VerdictKind.Blocked || absent.Count == 0
            ? null
            : new UnmetRequirement(
                required.ScenarioId, $"an alert by {string.Join(", ", required.RuleIds)}",
                $"an alert by {string.Join(", ", verdict.RuleIds)}");
    }
}
