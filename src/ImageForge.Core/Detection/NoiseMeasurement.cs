using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>
/// How loud a rule set is while nobody attacks: <c>images/noise/&lt;id&gt;.yaml</c>. What is detected is worth nothing
/// where nobody can hear it.
/// </summary>
public sealed record NoiseMeasurement
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>Of the rules that were loaded; says nothing about any others.</summary>
    public required Digest RuleSet { get; init; }

    public required DateOnly MeasuredOn { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public required ImmutableArray<NoiseStage> Stages { get; init; }

    /// <summary>Length of all stages, in seconds.</summary>
    public int Seconds => Stages.Sum(stage => stage.Seconds);

    public int Alerts => Rules.Where(rule => rule.Tier == AuditTier.Alert).Sum(rule => rule.Count);

    public int Signals => Rules.Where(rule => rule.Tier == AuditTier.Signal).Sum(rule => rule.Count);

    /// <summary>All stages together, the loudest first.</summary>
    public ImmutableArray<NoiseCount> Rules =>
    [
        .. Stages.SelectMany(stage => stage.Rules)
            .GroupBy(rule => (rule.RuleId, rule.Tier))
            .Select(same => new NoiseCount(same.Key.RuleId, same.Key.Tier, same.Sum(rule => rule.Count)))
            .OrderByDescending(rule => rule.Tier).ThenByDescending(rule => rule.Count)
            .ThenBy(rule => rule.RuleId, StringComparer.Ordinal),
    ];
}
