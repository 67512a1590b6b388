using System.Collections.Immutable;
using System.Globalization;

namespace ImageForge.Core.Rotations.Windows;

/// <summary>
/// A stretch of local time that comes back every week. Where the clock is moved forward over <paramref name="From"/> or
/// <paramref name="To"/>, the first moment after the gap counts; where it is moved back, the window opens at the first
/// and closes at the last of the two.
/// </summary>
/// <param name="Days">The days on which it opens; never empty.</param>
/// <param name="From">Local time at which it opens.</param>
/// <param name="To">
/// Local time before which it closes, on the next day if it is not after <paramref name="From"/>.
/// </param>
/// <param name="Zone">The IANA zone of both.</param>
public sealed record WeeklyWindow(ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    private const int DaysOfWeek = 7;

    /// <summary>When the stretch that contains a moment ends; null if none does.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset at)
    {
        DateTimeOffset? end = null;
        var today = LocalMoment.DayOf(at, Zone);
        // One that passes midnight began the day before.
        for (var day = today.AddDays(-1); day <= today; day = day.AddDays(1))
        {
            if (Days.Contains(day.DayOfWeek) && StartOn(day) <= at && EndOf(day) > at && !(end > EndOf(day)))
            {
                end = EndOf(day);
            }
        }

        return end;
    }

    /// <summary>The next moment after this one at which a stretch begins.</summary>
    public DateTimeOffset StartAfter(DateTimeOffset at)
    {
        var today = LocalMoment.DayOf(at, Zone);
        for (var ahead = 0; ahead <= DaysOfWeek; ahead++)
        {
            var day = today.AddDays(ahead);
            if (Days.Contains(day.DayOfWeek) && StartOn(day) > at && EndOf(day) > StartOn(day))
            {
                return StartOn(day);
            }
        }

        // A gap in the clock may have swallowed the stretch of this week.
        return StartOn(today.AddDays(DaysOfWeek + 1));
    }

    /// <summary>Such as <c>Mon-Fri 22:00-04:00 Europe/Berlin</c>.</summary>
    public override string ToString() =>
        $"{DaysText()} {Text(From)}-{(To == TimeOnly.MinValue ? "24:00" : Text(To))} {Zone.Id}";

    private DateTimeOffset StartOn(DateOnly day) => LocalMoment.First(day, From, Zone);

    private DateTimeOffset EndOf(DateOnly day) => LocalMoment.Last(To <= From ? day.AddDays(1) : day, To, Zone);

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private string DaysText()
    {
        // Monday first, as the weeks of those who plan windows begin.
        var order = Days.Distinct().Select(day => ((int)day + DaysOfWeek - 1) % DaysOfWeek).Order().ToList();
        var isRun = order.Count > 2 && order[^1] - order[0] == order.Count - 1;
        return order.Count == DaysOfWeek ? "daily"
            : isRun ? $"{Name(order[0])}-{Name(order[^1])}"
            : string.Join(",", order.Select(Name));
    }

    private static string Name(int fromMonday) => $"{(DayOfWeek)((fromMonday + 1) % DaysOfWeek)}"[..3];
}
