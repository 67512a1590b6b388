using Spectre.Console;

namespace ImageForge.Cli.Output;

/// <summary>Rows under headings, before it is known whether they are drawn or printed.</summary>
internal sealed class Sheet(params string[] headings)
{
    private readonly List<Cell[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <param name="cells">As many as there are headings.</param>
    public Sheet Add(params Cell[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    public Table Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(Color.Grey))));
        }

        foreach (var row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell.Value, StyleOf(cell.Tone))));
        }

        return table;
    }

    /// <summary>Aligned columns, two spaces apart, without anything a log could not hold.</summary>
    public IEnumerable<string> Lines()
    {
        var widths = headings.Select((heading, column) =>
            Math.Max(heading.Length, _rows.Select(row => row[column].Value.Length).DefaultIfEmpty().Max())).ToArray();
        yield return Format(headings);
        foreach (var row in _rows)
        {
            yield return Format([.. row.Select(cell => cell.Value)]);
        }

        string Format(string[] values) =>
            string.Join("  ", values.Select((value, column) => value.PadRight(widths[column]))).TrimEnd();
    }

    public static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Bad => new Style(Color.Red),
        Tone.Waiting => new Style(Color.Yellow),
        Tone.Faint => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
