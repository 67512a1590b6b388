using System.Globalization;
using System.Net;
using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>
/// One row an instance, coloured by what it was doing. The first two hundred in order of their coming.
/// </summary>
internal sealed class TimelineRows
{
    /// <summary>More rows nobody reads.</summary>
    public const int RowsMax = 200;

    private const int RowHeight = 15;
    private const int BarHeight = 11;
    private const int Axis = 24;
    private readonly SimulationOutcome _outcome;
    private readonly TimelineScale _scale;
    private readonly List<(InstanceId Id, List<SimulationEvent> Events)> _rows;

    public TimelineRows(SimulationOutcome outcome, TimelineScale scale)
    {
        (_outcome, _scale) = (outcome, scale);

        // Grouping keeps the order in which they came, and those of the start are sorted by name already.
        var all = outcome.Events.Where(known => known.Instance is not null)
            .GroupBy(known => known.Instance!.Value)
            .Where(group => group.Any(known => known.Phase is not null))
            .Select(group => (group.Key, Events: group.ToList()))
            .ToList();
        LeftOut = Math.Max(0, all.Count - RowsMax);
        _rows = all[..Math.Min(RowsMax, all.Count)];
    }

    /// <summary>Instances that have no row.</summary>
    public int LeftOut { get; }

    public string Draw()
    {
        var height = (_rows.Count * RowHeight) + Axis;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg viewBox="0 0 {TimelineScale.Width} {height}" role="img" aria-label="Instances, a row each">

            """);
        foreach (var tick in _scale.Ticks())
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line class="grid" x1="{_scale.Of(tick)}" x2="{_scale.Of(tick)}" y1="0" y2="{height - Axis}"/>
                <text class="tick" x="{_scale.Of(tick)}" y="{height - 8}">{TimelineScale.Words(tick)}</text>

                """);
        }

        foreach (var (number, row) in _rows.Index())
        {
            AppendRow(svg, number * RowHeight, row.Id, row.Events);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void AppendRow(StringBuilder svg, int top, InstanceId id, List<SimulationEvent> events)
    {
        var name = WebUtility.HtmlEncode(id.Value);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text class="name" x="{TimelineScale.Left - 8}" y="{top + BarHeight - 1}">{name}</text>

            """);
        var (phase, image, from) = ((InstancePhase?)null, (ArtifactId?)null, TimeSpan.Zero);
        foreach (var change in events.Where(known => known.Phase is not null || known.Image is not null))
        {
            AppendBar(svg, top, phase, image, from, change.At);
            (phase, image, from) = (change.Phase ?? phase, change.Image ?? image, change.At);
        }

        AppendBar(svg, top, phase, image, from, _outcome.Duration);
    }

    private void AppendBar(
        StringBuilder svg, int top, InstancePhase? phase, ArtifactId? image, TimeSpan from, TimeSpan to)
    {
        if (phase is null or InstancePhase.Gone || to <= from)
        {
            return;
        }

        var (left, width) = (_scale.Of(from), Math.Max(0.5, _scale.Of(to) - _scale.Of(from)));
        var words = $"{phase} {TimelineScale.Words(from)} to {TimelineScale.Words(to)}";
        svg.Append(CultureInfo.InvariantCulture, $"""
            <rect class="{ClassOf(phase.Value)}" x="{left}" y="{top}" width="{width:0.#}" height="{BarHeight}">
            <title>{words}</title></rect>

            """);
        if (image == _outcome.Image)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <rect class="new" x="{left}" y="{top + BarHeight}" width="{width:0.#}" height="2"/>

                """);
        }
    }

    public static string ClassOf(InstancePhase phase) => $"p-{phase.ToString().ToLowerInvariant()}";
}
