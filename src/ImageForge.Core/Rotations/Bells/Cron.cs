using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ImageForge.Core.Rotations.Bells;

/// <summary>
/// When something comes round, in five fields: minute, hour, day of the month, month, day of the week. What programs
/// read differently is refused, so that a line means the same here as wherever it was copied from.
/// </summary>
public sealed record Cron
{
    // The longest February is what counts: a date of a leap year comes round too.
    private static readonly int[] DaysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    private Cron(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public required CronField Minutes { get; init; }
    public required CronField Hours { get; init; }
    public required CronField Days { get; init; }
    public required CronField Months { get; init; }

    /// <summary>0 is Sunday.</summary>
    public required CronField Weekdays { get; init; }

    /// <summary>Reads such a line.</summary>
    /// <param name="text">Such as <c>0 22 * * MON-THU</c>.</param>
    /// <param name="cron">What it says.</param>
    /// <param name="fault">What is wrong with it, and what would be right; null where nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Cron? cron, [NotNullWhen(false)] out string? fault)
    {
        cron = null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != CronField.Kinds.Length)
        {
            fault = $"it has {words.Length} of the 5 fields minute, hour, day, month, weekday";
            return false;
        }

        var fields = ImmutableArray.CreateBuilder<CronField>(words.Length);
        foreach (var (kind, word) in CronField.Kinds.Zip(words))
        {
            if (!CronField.TryParse(kind, word, out var field, out fault))
            {
                return false;
            }

            fields.Add(field);
        }

        var read = new Cron(string.Join(' ', words))
        {
            Minutes = fields[0],
            Hours = fields[1],
            Days = fields[2],
            Months = fields[3],
            Weekdays = fields[4],
        };
        fault = read.Fault();
        cron = fault is null ? read : null;
        return cron is not null;
    }

    public override string ToString() => Text;

    private string? Fault()
    {
        if (!Days.IsAny && !Weekdays.IsAny)
        {
            return "day and weekday are both restricted, which some programs read as \"and\" and others as \"or\": "
                + "write * for one of them";
        }

        return Months.Values.Any(month => Days.Values.Min() <= DaysOfMonths[month - 1])
            ? null
            : $"it never comes: no month of those has {Days.Values.Min()} days";
    }
}
