using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static ImageForge.Core.Tests.Rotations.Windows.RandomCalendar;

namespace ImageForge.Core.Tests.Rotations.Windows;

/// <summary>The calendar against a table of minutes, over windows, zones and blackouts drawn by chance.</summary>
public sealed class RotationWindowsProperties
{
    private const int Cases = 150;
    private const int MinutesOfDay = 24 * 60;

    // A week and a day each way: whatever lasts on the days we ask about began, ends and comes back within.
    private const int DaysAround = 9;

    [Property(MaxTest = Cases)]
    public Property It_is_open_when_the_table_says_so() => Prop.ForAll(Calendars, calendar =>
    {
        var table = TableOf(calendar);
        var middle = DaysAround * MinutesOfDay;

        Assert.All(Enumerable.Range(middle - (MinutesOfDay / 2), 2 * MinutesOfDay), minute => Assert.Equal(
            table.IsOpen(minute), calendar.Windows.IsOpen(Begin(calendar).AddMinutes(minute))));
    });

    [Property(MaxTest = Cases)]
    public Property The_next_opening_is_open_and_nothing_before_it() => Prop.ForAll(Calendars, calendar =>
    {
        var table = TableOf(calendar);
        var minute = (DaysAround * MinutesOfDay) + calendar.Minute;

        var found = calendar.Windows.NextOpening(Begin(calendar).AddMinutes(minute));

        AssertMinute(table.NextThatIs(open: true, minute), found, calendar);
        Assert.True(found is null || calendar.Windows.IsOpen(found.Value), $"{found} is not open");
    });

    [Property(MaxTest = Cases)]
    public Property The_closing_is_closed_and_everything_before_it_open() => Prop.ForAll(Calendars, calendar =>
    {
        var table = TableOf(calendar);
        var minute = table.NextThatIs(open: true, (DaysAround * MinutesOfDay) + calendar.Minute);
        if (minute is not { } start)
        {
            return;
        }

        var found = calendar.Windows.ClosesAt(Begin(calendar).AddMinutes(start));

        AssertMinute(table.NextThatIs(open: false, start), found, calendar);
        Assert.True(found is null || !calendar.Windows.IsOpen(found.Value), $"{found} is open");
    });

    // Beyond the table nothing is known but that it lies beyond.
    private static void AssertMinute(int? expected, DateTimeOffset? found, RandomCalendar calendar)
    {
        var end = Begin(calendar).AddDays(2 * DaysAround);
        if (expected is { } minute)
        {
            Assert.Equal(Begin(calendar).AddMinutes(minute), found);
        }
        else
        {
            Assert.True(found is null || found >= end, $"{found} is in the table, and the table does not say so");
        }
    }

    private static MinuteCalendar TableOf(RandomCalendar calendar) =>
        new(calendar.Windows, Begin(calendar), 2 * DaysAround * MinutesOfDay);

    private static DateTimeOffset Begin(RandomCalendar calendar) =>
        new(calendar.Day.AddDays(-DaysAround), TimeOnly.MinValue, TimeSpan.Zero);
}
