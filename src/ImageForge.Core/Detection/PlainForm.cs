using System.Text.Json;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>
/// Our own form: <c>{"instance", "sensor", "rule", "severity": "alert"|"signal", "techniques", "at", "summary"}</c>.
/// In the place of <c>instance</c> stands <c>cloudId</c> or <c>address</c>, or nothing, where an instance reports
/// itself. Only <c>rule</c> and <c>severity</c> must be there.
/// </summary>
internal static class PlainForm
{
    private const int SensorLengthMax = 40;

    public static FormReading Read(JsonElement item, DateTimeOffset now)
    {
        DetectionSeverity? severity = item.Text("severity", 10) switch
        {
            "alert" => DetectionSeverity.Alert,
            "signal" => DetectionSeverity.Signal,
            _ => null,
        };
        if (severity is null || item.Text("rule", FormFields.RuleLengthMax) is not { } rule)
        {
            return FormReading.Of("a detection needs a rule, and a severity that is alert or signal");
        }

        return FormReading.Of(new ReportedDetection
        {
            Sensor = item.Text("sensor", SensorLengthMax) ?? "unnamed",
            Rule = rule,
            Severity = severity.Value,
            At = item.Time("at", now),
            Techniques = item.Techniques("techniques"),
            Instance = item.Hint("instance") ?? item.Hint("cloudId") ?? item.Hint("address"),
            Summary = item.Text("summary", FormFields.SummaryLengthMax) ?? "",
        });
    }
}
