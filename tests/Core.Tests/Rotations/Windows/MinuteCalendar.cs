using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rotations.Windows;

/// <summary>
/// The calendar as a person would work it out with a table: every minute, what the clocks on the walls show, and which
/// of them are painted. It asks the zones only what a clock shows, never for gaps or overlaps.
/// </summary>
internal sealed class MinuteCalendar
{
    private readonly DateTimeOffset _first;
    private readonly bool[] _painted;
    private readonly Dictionary<string, DateTime[]> _clocks = [];

    /// <param name="first">The first minute of the table.</param>
    /// <param name="length">Minutes of the table.</param>
    public MinuteCalendar(RotationWindows windows, DateTimeOffset first, int length)
    {
        _first = first;
        _painted = new bool[length];
        Array.Fill(_painted, windows.IsAlways);
        foreach (var window in windows.Weekly)
        {
            Paint(window);
        }

        foreach (var blackout in windows.Blackouts)
        {
            var clock = Clock(blackout.Zone);
            var end = FirstAt(clock, blackout.Last.AddDays(1).ToDateTime(TimeOnly.MinValue));
            Fill(FirstAt(clock, blackout.First.ToDateTime(TimeOnly.MinValue)), end, false);
        }
    }

    public bool IsOpen(int minute) => _painted[minute];

    /// <summary>The first minute from this one on that is open, or closed; null if the table ends before.</summary>
    public int? NextThatIs(bool open, int minute) =>
        Array.IndexOf(_painted, open, minute) is >= 0 and var found ? found : null;

    private void Paint(WeeklyWindow window)
    {
        var clock = Clock(window.Zone);
        for (var day = clock[0].Date.AddDays(-1); day <= clock[^1].Date; day = day.AddDays(1))
        {
            if (window.Days.Contains(day.DayOfWeek))
            {
                var closing = (window.To <= window.From ? day.AddDays(1) : day) + window.To.ToTimeSpan();
                Fill(FirstAt(clock, day + window.From.ToTimeSpan()), LastAt(clock, closing), true);
            }
        }
    }

    private void Fill(int from, int to, bool open) => Array.Fill(_painted, open, from, Math.Max(0, to - from));

    private DateTime[] Clock(TimeZoneInfo zone)
    {
        if (!_clocks.TryGetValue(zone.Id, out var clock))
        {
            clock = [.. Enumerable.Range(0, _painted.Length)
                .Select(minute => TimeZoneInfo.ConvertTime(_first.AddMinutes(minute), zone).DateTime)];
            _clocks.Add(zone.Id, clock);
        }

        return clock;
    }

    // The first minute that shows this time; where none does, the first that shows a later one.
    private static int FirstAt(DateTime[] clock, DateTime local) =>
        Array.FindIndex(clock, shown => shown >= local) is >= 0 and var found ? found : clock.Length;

    private static int LastAt(DateTime[] clock, DateTime local) =>
        Array.LastIndexOf(clock, local) is >= 0 and var found ? found : FirstAt(clock, local);
}
