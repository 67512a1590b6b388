using System.Collections.Immutable;
using System.Text;

namespace ImageForge.Core.Detection;

/// <summary>The rules of a sensor, in load order: of those that match an event the first alone has a say.</summary>
/// <param name="Rules">In load order.</param>
/// <param name="Faults">Lines that the kernel would refuse, or that nobody could judge by.</param>
public sealed record AuditRuleSet(ImmutableArray<AuditRule> Rules, ImmutableArray<AuditRuleFault> Faults)
{
    private const int LinesMax = 5000;

    /// <summary>By rule id: whether each of its lines asks for a login id.</summary>
    private readonly Dictionary<string, bool> _needsLoginId = Rules
        .Where(rule => rule.Records)
        .GroupBy(rule => rule.Keys.RuleId, StringComparer.Ordinal)
        .ToDictionary(rules => rules.Key, rules => rules.All(rule => rule.NeedsLoginId), StringComparer.Ordinal);

    /// <summary>Every technique that some rule speaks for, sorted.</summary>
    public ImmutableArray<string> Techniques { get; } =
    [
        .. Rules.SelectMany(rule => rule.Keys.Techniques).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Of what the kernel matches by, in load order; comments and line numbers are left out.</summary>
    public Digest Digest => Digest.OfFields(Rules.SelectMany(rule =>
        new[] { rule.Action, rule.List }.Concat(rule.SystemCalls).Concat(rule.Fields).Concat(rule.Keys.All)));

    /// <summary>Whether a rule is blind to what has no login id; false for an id that is not known.</summary>
    public bool NeedsLoginId(string ruleId) => _needsLoginId.GetValueOrDefault(ruleId);

    /// <summary>The set without the rules that speak for a technique: what a mutation of the sensor loads.</summary>
    public AuditRuleSet Without(string technique) =>
        new(Rules.RemoveAll(rule => rule.Keys.Techniques.Contains(technique)), Faults);

    /// <summary>
    /// Reads the text that <c>auditctl -R</c> loads. Lines that set something (<c>-D</c>, <c>-b</c>, <c>-e</c> …) are
    /// passed over.
    /// </summary>
    public static AuditRuleSet Parse(string text)
    {
        var rules = ImmutableArray.CreateBuilder<AuditRule>();
        var faults = ImmutableArray.CreateBuilder<AuditRuleFault>();
        foreach (var (index, line) in text.Split('\n', LinesMax).Index())
        {
            if (!line.StartsWith("-a ", StringComparison.Ordinal) && !line.StartsWith("-w ", StringComparison.Ordinal))
            {
                continue;
            }

            var reading = new AuditRuleLine(index + 1, line);
            if (reading.Rule is { } rule)
            {
                rules.Add(rule);
            }

            faults.AddRange(reading.Faults);
        }

        return new AuditRuleSet(rules.ToImmutable(), [.. faults, .. IdFaults(rules), .. WatchFaults.Of(rules)]);
    }

    // One id may have several lines, for both word sizes or several objects; then they say the same.
    private static IEnumerable<AuditRuleFault> IdFaults(IEnumerable<AuditRule> rules)
    {
        var first = new Dictionary<string, AuditRule>(StringComparer.Ordinal);
        foreach (var rule in rules.Where(rule => rule.Records && rule.Keys.RuleId.Length > 0))
        {
            if (!first.TryAdd(rule.Keys.RuleId, rule)
                && !first[rule.Keys.RuleId].Keys.All.SequenceEqual(rule.Keys.All, StringComparer.Ordinal))
            {
                yield return new AuditRuleFault(
                    rule.Line, $"the rule id {rule.Keys.RuleId} has other keys in line {first[rule.Keys.RuleId].Line}",
                    "give both lines the same keys, or one of them another id");
            }
        }
    }

    /// <summary>Bytes that keys take in the kernel.</summary>
    internal static int KeyBytes(IReadOnlyCollection<string> keys) =>
        keys.Sum(key => Encoding.UTF8.GetByteCount(key)) + Math.Max(0, keys.Count - 1);
}
