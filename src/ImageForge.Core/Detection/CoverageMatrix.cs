using System.Collections.Immutable;
using System.Text.Json;

namespace ImageForge.Core.Detection;

/// <summary>
/// What an image's sensor was seen to detect, by technique: by tier, by first key, with a login id and without one.
/// </summary>
/// <param name="Techniques">By technique id.</param>
/// <param name="All">Their sum.</param>
public sealed record CoverageMatrix(ImmutableArray<CoverageRow> Techniques, CoverageRow All)
{
    /// <summary>Counts verdicts; each scenario once.</summary>
    public static CoverageMatrix Of(IEnumerable<ScenarioVerdict> verdicts)
    {
        var all = verdicts.ToList();
        var rows = all.GroupBy(verdict => verdict.Technique, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Count(group.Key, [.. group]));
        return new CoverageMatrix([.. rows], Count("all", all));
    }

    /// <summary>As the artifact's evidence carries it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DetectionJson.Default.CoverageMatrix);

    private static CoverageRow Count(string technique, List<ScenarioVerdict> verdicts)
    {
        var detected = verdicts.Where(verdict => verdict.Kind == VerdictKind.Detected).ToList();
        return new CoverageRow
        {
            Technique = technique,
            Scenarios = verdicts.Count,
            Blocked = verdicts.Count(verdict => verdict.Kind == VerdictKind.Blocked),
            Alert = detected.Count(verdict => verdict.Tier == AuditTier.Alert),
            Signal = detected.Count(verdict => verdict.Tier == AuditTier.Signal),
            Missed = verdicts.Count(verdict => verdict.Kind == VerdictKind.Missed),
            Error = verdicts.Count(verdict => verdict.Kind == VerdictKind.Error),
            FirstKey = detected.Count(verdict => verdict.FirstKey),
            AlertWithoutLogin = detected.Count(verdict => verdict.TierWithoutLogin == AuditTier.Alert),
            DetectedWithoutLogin = detected.Count(verdict => verdict.TierWithoutLogin is not null),
            WithEffect = verdicts.Count(verdict => verdict.HadEffect == true),
        };
    }
}
