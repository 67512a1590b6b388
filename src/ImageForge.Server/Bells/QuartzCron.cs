using System.Collections.Immutable;
using System.Globalization;
using Cronos;
using ImageForge.Core;

namespace ImageForge.Server.Bells;

/// <summary>Our cron in Quartz' own words, so that none of its other readings applies.</summary>
internal static class QuartzCron
{
    private static readonly ImmutableArray<string> Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Seconds, minutes, hours, day of month, month, day of week; one of the days is <c>?</c>.</summary>
    public static string Of(Cron cron)
    {
        // As they were written: a range rings in both hours that the clocks show twice in autumn, a list in one.
        if (cron.Text.Split(' ') is not [var minutes, var hours, _, _, _]
            || CronExpression.Parse(cron.Text).ToString().Split(' ') is not [_, _, var days, var months, var weekdays])
        {
            throw new FormatException($"'{cron}' is no cron of five fields");
        }

        return weekdays == "*"
            ? $"0 {minutes} {hours} {days} {months} ?"
            : $"0 {minutes} {hours} ? {months} {string.Join(',', weekdays.Split(',').Select(NameOf))}";
    }

    // Cronos counts from Sunday, 0; Quartz from 1.
    private static string NameOf(string weekday) => Weekdays[int.Parse(weekday, CultureInfo.InvariantCulture)];
}
