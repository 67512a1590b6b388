using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rotations.Windows;

/// <summary>Windows and blackouts as short words, so that a table of them can be checked by eye.</summary>
internal static class WindowWords
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <param name="words">Such as <c>mon,tue 22:00-04:00 Europe/Berlin</c>; <c>daily</c> is every day.</param>
    public static WeeklyWindow Window(string words)
    {
        var parts = words.Split(' ');
        var times = parts[1].Split('-');
        return new WeeklyWindow(Days(parts[0]), Time(times[0]), Time(times[1]), Zone(parts[2]));
    }

    /// <param name="words">Such as <c>2026-12-20..2027-01-03 Europe/Berlin</c>.</param>
    public static Blackout Blackout(string words, string reason = "")
    {
        var parts = words.Split(' ');
        var days = parts[0].Split("..");
        return new Blackout(Day(days[0]), Day(days[1]), Zone(parts[1]), reason);
    }

    public static RotationWindows Open(params string[] windows) => new() { Weekly = [.. windows.Select(Window)] };

    public static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static ImmutableArray<DayOfWeek> Days(string words) => words == "daily"
        ? [.. Enum.GetValues<DayOfWeek>()]
        : [.. words.Split(',').Select(word => (DayOfWeek)Array.IndexOf(DayNames, word))];

    // As the reader has it: the end of a day is the midnight after it.
    private static TimeOnly Time(string text) =>
        TimeOnly.ParseExact(text == "24:00" ? "00:00" : text, "HH:mm", CultureInfo.InvariantCulture);
}
