using System.Text.Json;
using System.Text.RegularExpressions;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>
/// osquery's result log: differential (<c>columns</c> with <c>action</c>), batched (<c>diffResults</c>) and snapshot
/// (<c>snapshot</c>). A row that was added, or that a snapshot holds, is a detection; one that was removed is none.
/// osquery has no severity: a query is an alert where its name has the word <c>alert</c> in it (<c>pack_alert_…</c>),
/// else a signal, and its techniques are those that the name holds (<c>pack_alert_T1053.003_cron</c>).
/// </summary>
internal static partial class OsqueryForm
{
    // Of a snapshot the first rows stand for all: one query that found a thousand files is one thing that happened.
    private const int RowsMax = 3;
    private const int ColumnsMax = 8;
    private const int ColumnLengthMax = 80;

    public static FormReading Read(JsonElement item, DateTimeOffset now)
    {
        if (item.Text("name", FormFields.RuleLengthMax) is not { } name)
        {
            return FormReading.Of("osquery's result needs the name of its query");
        }

        if (Rows(item) is not { } rows)
        {
            return FormReading.Of("osquery's result needs columns, diffResults or snapshot");
        }

        var count = rows.Length;
        if (count == 0)
        {
            return FormReading.Nothing;
        }

        var seen = string.Join("; ", rows.Take(RowsMax).Select(RowText));
        return FormReading.Of(new ReportedDetection
        {
            Sensor = "osquery",
            Rule = name,
            Severity = AlertWord().IsMatch(name) ? DetectionSeverity.Alert : DetectionSeverity.Signal,
            At = item.Time("unixTime", now),
            Techniques = FormFields.TechniquesIn([name]),
            Instance = item.Hint("hostIdentifier"),
            Summary = PrintableText.Of(
                count > RowsMax ? $"{count} rows: {seen}" : seen, FormFields.SummaryLengthMax),
        });
    }

    // Null: there is no field that would hold rows.
    private static JsonElement[]? Rows(JsonElement item)
    {
        if (item.TryGetProperty("snapshot", out var snapshot))
        {
            return List(snapshot);
        }

        if (item.TryGetProperty("diffResults", out var difference))
        {
            return difference.ValueKind == JsonValueKind.Object && difference.TryGetProperty("added", out var added)
                ? List(added)
                : [];
        }

        return item.TryGetProperty("columns", out var columns)
            ? item.Text("action", 20) == "added" ? [columns] : []
            : null;
    }

    private static JsonElement[] List(JsonElement rows) =>
        rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray()] : [];

    private static string RowText(JsonElement row) => row.ValueKind == JsonValueKind.Object
        ? string.Join(' ', row.EnumerateObject().Take(ColumnsMax).Select(column =>
            $"{PrintableText.Of(column.Name, ColumnLengthMax)}="
                + PrintableText.Of(column.Value.ToString(), ColumnLengthMax)))
        : "";

    [GeneratedRegex(
        "(?<![A-Za-z])alerts?(?![A-Za-z])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AlertWord();
}
