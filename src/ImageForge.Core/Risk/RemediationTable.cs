using System.Collections.Immutable;

namespace ImageForge.Core.Risk;

/// <summary>How soon which vulnerability has to be gone: <c>images/remediation.yaml</c>.</summary>
/// <param name="Title">Whose table it is.</param>
/// <param name="Source">Where its rows come from.</param>
/// <param name="Rules">A row for each of the 16 combinations of the four inputs.</param>
public sealed record RemediationTable(string Title, string Source, ImmutableArray<RemediationRule> Rules)
{
    /// <summary>Every combination has a row, once.</summary>
    public const int RulesCount = 16;

    // The inputs by the name under which people know them.
    private static readonly (string Name, Func<RemediationRule, object> Of)[] Inputs =
    [
        ("exploited", rule => rule.Exploited), ("exposed", rule => rule.Exposed),
        ("automatable", rule => rule.Automatable), ("impact", rule => rule.Impact),
    ];

    /// <summary>
    /// The band of a vulnerability: of all that may be so, the strictest one. What is not known and could make a
    /// difference is named, such as <c>exposed</c>.
    /// </summary>
    /// <param name="exposed">Whether strangers reach the instances; null: the schedule does not say.</param>
    public (RemediationBand Band, ImmutableArray<string> Unknown) Of(RiskFacts facts, bool? exposed)
    {
        var possible = Rules.Where(rule => (facts.Exploited ?? rule.Exploited) == rule.Exploited
            && (exposed ?? rule.Exposed) == rule.Exposed
            && (facts.Automatable ?? rule.Automatable) == rule.Automatable
            && (facts.Impact ?? rule.Impact) == rule.Impact).ToList();
        return (
            possible.MinBy(rule => rule.Band.Rank)!.Band,
            [.. Inputs.Where(input => Matters(possible, input.Of)).Select(input => input.Name)]);
    }

    // True if two rows that differ in nothing else have different bands.
    private static bool Matters(List<RemediationRule> possible, Func<RemediationRule, object> input) => possible
        .GroupBy(rule => string.Join(' ', Inputs.Where(other => other.Of != input).Select(other => other.Of(rule))))
        .Any(same => same.Select(rule => rule.Band).Distinct().Count() > 1);
}
