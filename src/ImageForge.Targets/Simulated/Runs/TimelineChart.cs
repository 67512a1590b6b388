using System.Globalization;
using System.Text;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>The capacity of the fleet over time: available and total as steps between floor and ceiling.</summary>
internal sealed class TimelineChart(SimulationOutcome outcome, TimelineScale scale)
{
    private const int Top = 34;
    private const int Plot = 170;
    private const int Axis = 24;
    private const int LetterWidth = 7;
    private const int Bottom = Top + Plot;

    private int Most => Math.Max(
        1, outcome.Samples.Select(sample => Math.Max(sample.Ceiling, sample.Total)).DefaultIfEmpty(1).Max());

    // Where the bottom of the plot is: a floor of 900 of 1000 shall not be a flat line at its top.
    private int Least
    {
        get
        {
            var lowest = outcome.Samples.Select(sample => Math.Min(sample.Available, sample.Floor))
                .DefaultIfEmpty().Min();
            return lowest > Most / 2 ? lowest - Math.Max(1, (Most - lowest) / 3) : 0;
        }
    }

    public string Draw()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg viewBox="0 0 {TimelineScale.Width} {Bottom + Axis}" role="img" aria-label="Instances over time">

            """);
        AppendStretches(svg);
        foreach (var tick in scale.Ticks())
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line class="grid" x1="{scale.Of(tick)}" x2="{scale.Of(tick)}" y1="{Top}" y2="{Bottom}"/>
                <text class="tick" x="{scale.Of(tick)}" y="{Bottom + 16}">{TimelineScale.Words(tick)}</text>

                """);
        }

        Append(svg, "total", sample => sample.Total, least: false);
        Append(svg, "ceiling", sample => sample.Ceiling, least: false);
        Append(svg, "floor", sample => sample.Floor, least: true);
        Append(svg, "available", sample => sample.Available, least: true);
        AppendLevels(svg);
        return svg.Append("</svg>\n").ToString();
    }

    // Names that would lie on another one are left out; the table below has them all.
    private void AppendStretches(StringBuilder svg)
    {
        var free = 0.0;
        foreach (var stretch in outcome.Stretches.OrderBy(stretch => stretch.From))
        {
            var (from, to, name) = (scale.Of(stretch.From), scale.Of(stretch.To), $"{stretch.Reason}");
            svg.Append(CultureInfo.InvariantCulture, $"""
                <rect class="hold" x="{from}" y="{Top}" width="{Math.Max(1, to - from):0.#}" height="{Plot}"/>

                """);
            if (from >= free && from + (name.Length * LetterWidth) <= TimelineScale.Width)
            {
                free = from + (name.Length * LetterWidth);
                svg.Append(CultureInfo.InvariantCulture, $"""
                    <text class="mark" x="{from}" y="{Top - 8}">{name}</text>

                    """);
            }
        }
    }

    private double Height(int count) => Math.Round(
        Bottom - ((double)(count - Least) / Math.Max(1, Most - Least) * Plot), 1);

    // One point a column of pixels, the least or the most of those that fall into it: what was low stays visible.
    private void Append(StringBuilder svg, string kind, Func<CapacitySample, int> count, bool least)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {kind}\" d=\"");
        foreach (var (column, number) in outcome.Samples.GroupBy(sample => (int)scale.Of(sample.At))
            .Select((column, number) => (column, number)))
        {
            var extreme = least ? column.Min(count) : column.Max(count);
            var (move, then) = number == 0 ? ('M', ' ') : ('H', 'V');
            svg.Append(CultureInfo.InvariantCulture, $"{move}{column.Key}{then}{Height(extreme)}");
            if (count(column.Last()) != extreme)
            {
                svg.Append(CultureInfo.InvariantCulture, $"h1V{Height(count(column.Last()))}");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"H{TimelineScale.End}\"/>\n");
    }

    private void AppendLevels(StringBuilder svg)
    {
        var levels = new[]
        {
            ("ceiling", outcome.Limits.Ceiling), ("desired", outcome.Limits.Desired), ("floor", outcome.Limits.Floor),
        };
        foreach (var (count, names) in levels.GroupBy(level => level.Item2, level => level.Item1)
            .Select(group => (group.Key, string.Join(", ", group))))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <text class="name" x="{TimelineScale.Left - 8}" y="{Height(count) + 4}">{names} {count}</text>

                """);
        }
    }
}
