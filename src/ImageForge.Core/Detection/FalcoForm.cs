using System.Text.Json;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>
/// Falco's <c>json_output</c>. Priorities from Error up are alerts, those below are signals; of its tags those that
/// name a technique (<c>T1059.004</c>) count, tactics (<c>mitre_execution</c>) are in the summary.
/// </summary>
internal static class FalcoForm
{
    private const string Tactic = "mitre_";

    public static FormReading Read(JsonElement item, DateTimeOffset now)
    {
        DetectionSeverity? severity = item.Text("priority", 20)?.ToUpperInvariant() switch
        {
            "EMERGENCY" or "ALERT" or "CRITICAL" or "ERROR" => DetectionSeverity.Alert,
            "WARNING" or "NOTICE" or "INFORMATIONAL" or "INFO" or "DEBUG" => DetectionSeverity.Signal,
            _ => null,
        };
        if (severity is null || item.Text("rule", FormFields.RuleLengthMax) is not { } rule)
        {
            return FormReading.Of("Falco's output needs a rule, and a priority from Emergency to Debug");
        }

        var tactics = Tactics(item);
        var output = item.Text("output", FormFields.SummaryLengthMax) ?? "";
        return FormReading.Of(new ReportedDetection
        {
            Sensor = "falco",
            Rule = rule,
            Severity = severity.Value,
            At = item.Time("time", now),
            Techniques = item.Techniques("tags"),
            Instance = item.Hint("hostname"),
            Summary = PrintableText.Of(
                tactics.Length > 0 ? $"{tactics}: {output}" : output, FormFields.SummaryLengthMax),
        });
    }

    private static string Tactics(JsonElement item) =>
        item.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
            ? string.Join(", ", tags.EnumerateArray().Take(100)
                .Where(tag => tag.ValueKind == JsonValueKind.String)
                .Select(tag => tag.GetString()!)
                .Where(tag => tag.StartsWith(Tactic, StringComparison.Ordinal) && tag.Length <= 60)
                .Select(tag => PrintableText.Of(tag.AsSpan(Tactic.Length), 40)))
            : "";
}
