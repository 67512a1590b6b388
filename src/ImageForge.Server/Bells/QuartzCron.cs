using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Server.Bells;

/// <summary>Our cron in Quartz' own words, number by number, so that none of its other readings applies.</summary>
internal static class QuartzCron
{
    private static readonly ImmutableArray<string> Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Seconds, minutes, hours, day of month, month, day of week; one of the days is <c>?</c>.</summary>
    public static string Of(Cron cron)
    {
        var weekdays = cron.Weekdays.IsAny
            ? "?"
            : string.Join(',', cron.Weekdays.Values.Select(day => Weekdays[day]));
        var days = cron.Weekdays.IsAny ? Of(cron.Days) : "?";
        return $"0 {Of(cron.Minutes)} {Of(cron.Hours)} {days} {Of(cron.Months)} {weekdays}";
    }

    private static string Of(CronField field) => field.IsAny
        ? "*"
        : string.Join(',', field.Values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
