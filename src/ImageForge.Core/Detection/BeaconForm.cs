using System.Text;
using System.Text.Json;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>
/// What our beacon sends: <c>{"instance", "audit": [records]}</c>, records of the audit trail as auditd wrote them. The
/// keys of a rule say what its event is for (<see cref="AuditKeys"/>), so its tier is the severity.
/// </summary>
internal static class BeaconForm
{
    private const int RecordsMax = 200;

    public static FormReading Read(JsonElement item, DateTimeOffset now)
    {
        if (!item.TryGetProperty("audit", out var records) || records.ValueKind != JsonValueKind.Array)
        {
            return FormReading.Of("audit is a list of records");
        }

        var trail = new StringBuilder();
        foreach (var record in records.EnumerateArray().Take(RecordsMax)
            .Where(record => record.ValueKind == JsonValueKind.String))
        {
            trail.Append(record.GetString()!.ReplaceLineEndings(" ")).Append('\n');
        }

        var instance = item.Hint("instance");
        return new FormReading(
        [
            .. AuditEventReader.Read(trail.ToString()).Events
                .Where(happened => happened.Keys is { Tier: not null, RuleId: not "" })
                .Select(happened => DetectionOf(happened, instance, now)),
        ],
        null);
    }

    private static ReportedDetection DetectionOf(AuditEvent happened, string? instance, DateTimeOffset now) => new()
    {
        Sensor = "auditd",
        Rule = PrintableText.Of(happened.Keys.RuleId, FormFields.RuleLengthMax),
        Severity = happened.Keys.Tier == AuditTier.Alert ? DetectionSeverity.Alert : DetectionSeverity.Signal,
        At = FormFields.Believed(happened.Time, now),
        Techniques = FormFields.TechniquesIn(happened.Keys.Techniques),
        Instance = instance,
        Summary = PrintableText.Of(Describe(happened), FormFields.SummaryLengthMax),
    };

    private static string Describe(AuditEvent happened)
    {
        var words = new[]
        {
            happened.Executable.Length > 0 ? happened.Executable : happened.Command, happened.SystemCall,
            string.Join(' ', happened.Arguments.Take(8)), string.Join(' ', happened.Paths.Take(2)),
            happened.LoginId is { } login ? $"login {login}" : "no login", happened.Success == false ? "refused" : "",
        };
        return string.Join(' ', words.Where(word => word.Length > 0));
    }
}
