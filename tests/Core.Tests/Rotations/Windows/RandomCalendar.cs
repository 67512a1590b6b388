using FsCheck;
using FsCheck.Fluent;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rotations.Windows;

/// <summary>
/// Windows and blackouts drawn by chance, mostly around days on which some clock is moved. Printed in full, so a
/// failing one can be worked out by hand.
/// </summary>
/// <param name="Windows">What is tested.</param>
/// <param name="Day">The middle of the days that are looked at.</param>
/// <param name="Minute">A minute of the day after it, at which something is asked.</param>
public sealed record RandomCalendar(RotationWindows Windows, DateOnly Day, int Minute)
{
    private const int WindowsMax = 3;
    private const int MinutesOfDay = 24 * 60;

    // A zone, and days on which its clocks are moved.
    private static readonly (string Zone, string Days)[] Changes =
    [
        ("Europe/Berlin", "2026-03-29 2026-10-25 2027-03-28 2027-10-31"),
        ("Europe/Dublin", "2026-03-29 2026-10-25 2027-03-28 2027-10-31"),
        ("America/New_York", "2026-03-08 2026-11-01 2027-03-14 2027-11-07"),
        ("America/St_Johns", "2026-03-08 2026-11-01"),
        ("America/Havana", "2026-03-08 2026-11-01"),
        ("America/Nuuk", "2026-03-28 2026-10-24"),
        ("America/Santiago", "2026-04-04 2026-09-06"),
        ("Atlantic/Azores", "2026-03-29 2026-10-25"),
        ("Africa/Casablanca", "2026-02-15 2026-03-22 2027-02-07 2027-03-14"),
        ("Antarctica/Troll", "2026-03-29 2026-10-25"),
        ("Asia/Beirut", "2026-03-29 2026-10-25"),
        ("Australia/Lord_Howe", "2026-04-05 2026-10-04 2027-04-04 2027-10-03"),
        ("Pacific/Chatham", "2026-04-05 2026-09-27"),
        ("Asia/Kathmandu", "2026-05-05"), ("Pacific/Kiritimati", "2026-07-07"), ("UTC", "2026-08-08"),
    ];

    internal static Arbitrary<RandomCalendar> Calendars => Arb.From(Generator, Shrink);

    public override string ToString() => $"{Windows.Describe()}; around {Day:yyyy-MM-dd}, minute {Minute}";

    private static Gen<RandomCalendar> Generator =>
        from change in Gen.Elements(Changes)
        from day in Gen.Elements(change.Days.Split(' ')).Select(WindowWords.Day)
        from always in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from count in Gen.Choose(1, WindowsMax)
        from weekly in Gen.ArrayOf(Window(change.Zone), always ? 0 : count)
        from dark in Gen.Choose(0, 2)
        from blackouts in Gen.ArrayOf(BlackoutNear(day, change.Zone), dark)
        from minute in Gen.Choose(0, MinutesOfDay - 1)
        select new RandomCalendar(
            new RotationWindows { IsAlways = always, Weekly = [.. weekly], Blackouts = [.. blackouts] }, day, minute);

    private static Gen<WeeklyWindow> Window(string usual) =>
        from days in Gen.Choose(1, (1 << 7) - 1)
        from start in Time
        from end in Time
        from zone in ZoneNear(usual)
        select new WeeklyWindow(
            [.. Enum.GetValues<DayOfWeek>().Where(day => (days >> (int)day & 1) == 1)],
            start,
            // The reader refuses two equal times, but for a day from midnight to midnight.
            start == end ? TimeOnly.MinValue : end,
            zone);

    // Several windows are mostly of one zone, as people write them.
    private static Gen<TimeZoneInfo> ZoneNear(string usual) =>
        Gen.Frequency((3, Gen.Constant(usual)), (1, Gen.Elements(Changes).Select(change => change.Zone)))
            .Select(WindowWords.Zone);

    // Most changes of clocks lie between 23:00 and 04:00.
    private static Gen<TimeOnly> Time => Gen.Frequency(
            (3, Gen.Choose(-4, 16).Select(quarter => 15 * quarter)),
            (1, Gen.Choose(0, MinutesOfDay - 1)))
        .Select(minute => TimeOnly.MinValue.AddMinutes(minute));

    private static Gen<Blackout> BlackoutNear(DateOnly day, string usual) =>
        from ahead in Gen.Choose(-5, 5)
        from length in Gen.Choose(0, 2)
        from zone in ZoneNear(usual)
        select new Blackout(day.AddDays(ahead), day.AddDays(ahead + length), zone, "");

    private static IEnumerable<RandomCalendar> Shrink(RandomCalendar calendar)
    {
        var windows = calendar.Windows;
        foreach (var weekly in windows.Weekly)
        {
            if (windows.Weekly.Length > 1)
            {
                yield return calendar with { Windows = windows with { Weekly = windows.Weekly.Remove(weekly) } };
            }

            foreach (var day in weekly.Days.Where(_ => weekly.Days.Length > 1))
            {
                var fewer = windows.Weekly.Replace(weekly, weekly with { Days = weekly.Days.Remove(day) });
                yield return calendar with { Windows = windows with { Weekly = fewer } };
            }
        }

        foreach (var blackout in windows.Blackouts)
        {
            yield return calendar with
            {
                Windows = windows with { Blackouts = windows.Blackouts.Remove(blackout) },
            };
        }
    }
}
