using System.Globalization;
using System.Net;
using System.Text;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>
/// A simulated rotation as one HTML page that needs nothing else: no script, no other file, light or dark as the
/// reader's screen is. Written for whoever has to say that it may happen to the real fleet.
/// </summary>
public static class TimelinePage
{
    private const string Style = """
        :root { color-scheme: light dark; --back: #fff; --text: #1c2024; --faint: #667; --line: #d8dce0;
          --available: #23875a; --warmingup: #8fcfae; --healthy: #6da8d6; --booting: #b9bec4; --draining: #e2982f;
          --drained: #f0cf98; --sick: #d2433d; --isolated: #8a4fb0; --dead: #3a3f45; --hold: #f3ecd2; --new: #1f5fbf; }
        @media (prefers-color-scheme: dark) { :root { --back: #16191c; --text: #e4e7ea; --faint: #98a0a8;
          --line: #33393f; --available: #3aa873; --warmingup: #2c6b4e; --healthy: #3f78a8; --booting: #565d64;
          --draining: #c98422; --drained: #7d6334; --sick: #d9554f; --isolated: #9c63c2; --dead: #d5d9dd;
          --hold: #35301d; --new: #6ea2f5; } }
        body { margin: 2rem auto; max-width: 1200px; padding: 0 1rem; background: var(--back); color: var(--text);
          font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        .verdict { font-size: 1.1rem; border-left: 6px solid var(--available); padding-left: .8rem; }
        .verdict.bad { border-color: var(--sick); }
        table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1.2rem .2rem 0;
          border-bottom: 1px solid var(--line); vertical-align: top; } td.n { text-align: right; }
        svg { width: 100%; height: auto; display: block; }
        text { font: 11px system-ui, sans-serif; fill: var(--faint); }
        text.name { text-anchor: end; fill: var(--text); } text.tick { text-anchor: middle; }
        .grid { stroke: var(--line); } .line { fill: none; stroke-width: 1.5; } .hold { fill: var(--hold); }
        .line.available { stroke: var(--available); stroke-width: 2.5; } .line.total { stroke: var(--faint); }
        .line.floor { stroke: var(--sick); stroke-dasharray: 5 3; }
        .line.ceiling { stroke: var(--draining); stroke-dasharray: 5 3; }
        .new { fill: var(--new); } .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .6rem 0; }
        .legend i { display: inline-block; width: .9rem; height: .9rem; margin-right: .4rem; vertical-align: -2px; }
        """;

    private static readonly (InstancePhase Phase, string Words)[] Legend =
    [
        (InstancePhase.Available, "available: in service, application and sensor healthy throughout the warm-up"),
        (InstancePhase.WarmingUp, "in service, warming up"),
        (InstancePhase.Healthy, "healthy, without traffic"),
        (InstancePhase.Booting, "starting"),
        (InstancePhase.Draining, "draining: no new requests"),
        (InstancePhase.Drained, "drained"),
        (InstancePhase.Sick, "application or sensor failed"),
        (InstancePhase.Isolated, "isolated"),
        (InstancePhase.Dead, "ended by itself"),
    ];

    public static string Write(SimulationOutcome outcome)
    {
        var scale = new TimelineScale(outcome.Duration);
        var rows = new TimelineRows(outcome, scale);
        var fleet = WebUtility.HtmlEncode(outcome.Scenario.Policy.Fleet.Value);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Simulated rotation of fleet {fleet}</title>
            <style>
            {Style}
            {string.Concat(Legend.Select(entry => $".{ClassOf(entry.Phase)} {{ fill: var(--{Name(entry.Phase)}); }} "))}
            </style>
            </head>
            <body>
            <h1>Simulated rotation of fleet {fleet}</h1>
            <p class="verdict{(outcome.IsGood ? "" : " bad")}">{WebUtility.HtmlEncode(VerdictOf(outcome))}</p>
            <p>The engine that rotates real fleets ran on a model of a cloud, seed {outcome.Scenario.Settings.Seed}.
            The same seed gives the same page.</p>
            {TimelineTables.Figures(outcome)}
            <h2>Capacity</h2>
            {CapacityLegend}
            {new TimelineChart(outcome, scale).Draw()}
            <h2>Instances</h2>
            {InstanceLegend}
            {LeftOut(rows.LeftOut)}
            {rows.Draw()}
            {TimelineTables.Holds(outcome)}
            {TimelineTables.Faults(outcome)}
            {TimelineTables.Breaches(outcome)}
            </body>
            </html>

            """);
        return page.ToString();
    }

    /// <summary>The answer in a sentence or two.</summary>
    public static string VerdictOf(SimulationOutcome outcome)
    {
        var time = TimelineScale.Words(outcome.Duration);
        var end = outcome.End == PassEnd.Complete
            ? $"Complete after {time}."
            : $"Not complete after {time}: {outcome.End?.ToString() ?? "no end"}, {outcome.EndReason.TrimEnd('.')}.";
        var figures = outcome.Figures;
        var capacity = figures.LowestAgainstFloor switch
        {
            null => "The fleet never reached its floor.",
            >= 0 => $"Never fewer than {figures.LowestAvailable} instances were available, and never fewer than the "
                + $"floor ({outcome.Limits.Floor} of {outcome.Limits.Desired}).",
            _ => $"At the lowest {figures.LowestAvailable} instances were available, {-figures.LowestAgainstFloor} "
                + $"fewer than the floor; {Blame(outcome)}.",
        };
        return $"{end} {capacity}";
    }

    private static string Blame(SimulationOutcome outcome)
    {
        var ours = outcome.Breaches.Count(breach => breach is { Kind: BreachKind.Floor, IsForeseeable: true });
        return ours == 0
            ? "no act of ours could have prevented that, instances were lost by themselves"
            : $"{ours} acts of ours are to blame";
    }

    private static string CapacityLegend => """
        <div class="legend"><span><i style="background:var(--available)"></i>available</span>
        <span><i style="background:var(--faint)"></i>in all</span>
        <span><i style="background:var(--sick)"></i>floor: no act of ours goes below</span>
        <span><i style="background:var(--draining)"></i>ceiling: nothing is launched above</span>
        <span><i style="background:var(--hold)"></i>the rotation waits: the reason stands above</span></div>
        """;

    private static string InstanceLegend => $"""
        <div class="legend">{string.Concat(Legend.Select(entry =>
            $"<span><i style=\"background:var(--{Name(entry.Phase)})\"></i>{entry.Words}</span>\n"))}
        <span><i style="background:var(--new);height:.25rem"></i>on the new image</span></div>
        """;

    private static string LeftOut(int count) => count == 0
        ? ""
        : $"<p>The first {TimelineRows.RowsMax} in order of their coming; {count} more are left out here, and counted "
            + "above.</p>";

    private static string ClassOf(InstancePhase phase) => TimelineRows.ClassOf(phase);

    private static string Name(InstancePhase phase) => phase.ToString().ToLowerInvariant();
}
