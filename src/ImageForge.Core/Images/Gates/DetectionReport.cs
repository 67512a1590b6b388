using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Images.Gates;

/// <summary>What an image's sensor was seen to detect.</summary>
/// <param name="RuleSet">Digest of the rules; what was measured of others says nothing about these.</param>
/// <param name="Verdicts">One for each scenario that was run, by id.</param>
public sealed record DetectionReport(Digest RuleSet, ImmutableArray<ScenarioVerdict> Verdicts)
{
    /// <summary>How loud these rules are in ordinary life; null: nobody has measured.</summary>
    public NoiseMeasurement? Noise { get; init; }

    /// <summary>The same, counted by technique.</summary>
    public CoverageMatrix Coverage => CoverageMatrix.Of(Verdicts);

    /// <summary>The rule set and its noise, in a sentence.</summary>
    [JsonIgnore]
    public string NoiseText => Noise is { } noise
        ? $"Rule set {RuleSet.Short}: {noise.Alerts} alerts and {noise.Signals} signals in {noise.Seconds / 60} "
            + $"minutes of ordinary life without an attack, measured on {noise.MeasuredOn:yyyy-MM-dd}."
        : $"Rule set {RuleSet.Short}: nobody has measured how loud it is in ordinary life.";

    /// <summary>Judges what was recorded; of two tries of a scenario both count.</summary>
    public static DetectionReport Of(GatePlan.Detection gate, DetectionEvidence evidence)
    {
        var rules = AuditRuleSet.Parse(evidence.Rules);
        var known = gate.Scenarios.ToDictionary(scenario => scenario.Id, StringComparer.Ordinal);
        return new DetectionReport(
            rules.Digest,
            [
                .. evidence.Recordings.Where(recording => known.ContainsKey(recording.ScenarioId))
                    .GroupBy(recording => recording.ScenarioId, StringComparer.Ordinal)
                    .OrderBy(tries => tries.Key, StringComparer.Ordinal)
                    .Select(tries => tries
                        .Select(recording => DetectionJudge.Judge(known[tries.Key], recording, rules, gate.Policy))
                        .Aggregate(ScenarioVerdict.AfterRetry)),
            ]);
    }
}
