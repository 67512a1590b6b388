using System.Globalization;
using System.Net;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>The numbers of a simulated rotation as HTML tables.</summary>
internal static class TimelineTables
{
    private const int BreachesMax = 50;

    public static string Figures(SimulationOutcome outcome)
    {
        var figures = outcome.Figures;
        var policy = outcome.Scenario.Policy;
        return Table([
            ("Took", TimelineScale.Words(outcome.Duration)),
            ("Desired, floor, ceiling", $"{outcome.Limits.Desired}, {outcome.Limits.Floor} "
                + $"({policy.MinHealthyPercentage} %), {outcome.Limits.Ceiling} ({policy.MaxHealthyPercentage} %)"),
            ("In flight at once", $"at most {outcome.Limits.Batch}"),
            ("Lowest available", $"{figures.LowestAvailable?.ToString(CultureInfo.InvariantCulture) ?? "–"}"),
            ("Most at once", $"{figures.HighestTotal}"),
            ("Above desired", $"{TimelineScale.Number(figures.SurgeHours)} instance-hours"),
            ("Launches", $"{outcome.Counters.Launches}"),
            ("Calls of the cloud's interface", Counts(outcome.Counters.Calls)),
            ("Refused as too many", Counts(outcome.Counters.Throttled)),
        ]);
    }

    public static string Holds(SimulationOutcome outcome) => outcome.Holds.IsEmpty ? "" : $"""
        <h2>What it waited for</h2>
        <table><tr><th>reason</th><th>in all</th><th>instances at once</th><th>such as</th></tr>
        {string.Concat(outcome.Holds.Select(hold =>
            $"<tr><td>{hold.Reason}</td><td>{TimelineScale.Words(hold.Lasted)}</td>"
            + $"<td class=\"n\">{hold.InstancesMax}</td><td>{Encode(hold.Detail)}</td></tr>\n"))}</table>
        """;

    public static string Faults(SimulationOutcome outcome) => outcome.Counters.Faults.IsEmpty ? "" : $"""
        <h2>What went wrong in the cloud</h2>
        {Table(outcome.Counters.Faults.Select(fault => (SimulationFaults.NameOf(fault.Key), $"{fault.Value}")))}
        """;

    public static string Breaches(SimulationOutcome outcome) => outcome.Breaches.IsEmpty ? "" : $"""
        <h2>Limits broken by an act</h2>
        <table><tr><th>at</th><th>limit</th><th>act</th><th>numbers</th><th>could be known</th></tr>
        {string.Concat(outcome.Breaches.Take(BreachesMax).Select(breach =>
            $"<tr><td>{TimelineScale.Words(breach.At)}</td><td>{breach.Kind}</td>"
            + $"<td>{breach.Action} {Encode(breach.Instance.Value)}</td><td>{Encode(breach.Detail)}</td>"
            + $"<td>{(breach.IsForeseeable ? "yes" : "no")}</td></tr>\n"))}</table>
        """;

    private static string Counts<TKey>(IEnumerable<KeyValuePair<TKey, long>> counts)
    {
        var text = string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"));
        return text.Length > 0 ? text : "none";
    }

    private static string Table(IEnumerable<(string Name, string Value)> rows) =>
        $"<table>{string.Concat(rows.Select(row =>
            $"<tr><th>{Encode(row.Name)}</th><td>{Encode(row.Value)}</td></tr>\n"))}</table>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
