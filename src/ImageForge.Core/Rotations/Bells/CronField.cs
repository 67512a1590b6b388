using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImageForge.Core.Rotations.Bells;

/// <summary>One field of a <see cref="Cron"/>: the numbers it names.</summary>
/// <param name="IsAny">True if it was written as <c>*</c> and restricts nothing.</param>
/// <param name="Values">Ascending, without repetition, never empty.</param>
public sealed record CronField(bool IsAny, ImmutableArray<int> Values)
{
    /// <summary>What a field may hold.</summary>
    /// <param name="Name">For people.</param>
    /// <param name="Min">Its smallest number.</param>
    /// <param name="Max">Its largest number.</param>
    /// <param name="Names">Names of its numbers from <paramref name="Min"/> on; empty where they have none.</param>
    internal sealed record Kind(string Name, int Min, int Max, ImmutableArray<string> Names);

    internal static readonly ImmutableArray<Kind> Kinds =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day", 1, 31, []),
        new("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),

        // 7 is Sunday once more, as everywhere.
        new("weekday", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    internal static bool TryParse(
        Kind kind, string text, [NotNullWhen(true)] out CronField? field, [NotNullWhen(false)] out string? fault)
    {
        (field, fault) = (null, null);
        var values = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            if (!TryPart(kind, part, out var first, out var last, out var step))
            {
                var names = kind.Names.IsEmpty ? "" : $" or {kind.Names[0]} to {kind.Names[^1]}";
                fault = $"\"{part}\" is no {kind.Name}: write {kind.Min} to {kind.Max}{names}, a range such as "
                    + $"{kind.Min}-{kind.Min + 3}, a step such as */2, a list of those, or *";
                return false;
            }

            for (var value = first; value <= last; value += step)
            {
                values.Add(kind.Name == "weekday" ? value % 7 : value);
            }
        }

        field = new CronField(text == "*", [.. values]);
        return true;
    }

    // a, a-b, *, and the last two with a step. A single number with a step is read in two ways by others, so not here.
    private static bool TryPart(Kind kind, string part, out int first, out int last, out int step)
    {
        (first, last, step) = (kind.Min, kind.Name == "weekday" ? kind.Max - 1 : kind.Max, 1);
        var split = part.Split('/');
        if (split.Length > 2 || (split.Length == 2 && (!TryNumber(split[1], out step) || step < 1 || step > kind.Max)))
        {
            return false;
        }

        if (split[0] == "*")
        {
            return true;
        }

        var ends = split[0].Split('-');
        if (ends.Length > 2 || (ends.Length == 1 && split.Length == 2) || !TryValue(kind, ends[0], out first))
        {
            return false;
        }

        last = first;
        if (ends.Length == 1)
        {
            return true;
        }

        if (!TryValue(kind, ends[1], out last))
        {
            return false;
        }

        // FRI-SUN ends with the week.
        last = kind.Name == "weekday" && last == 0 && first > 0 ? kind.Max : last;
        return first <= last;
    }

    private static bool TryValue(Kind kind, string text, out int value)
    {
        value = kind.Names.IndexOf(text.ToUpperInvariant());
        if (value >= 0)
        {
            value += kind.Min;
            return true;
        }

        return TryNumber(text, out value) && value >= kind.Min && value <= kind.Max;
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
