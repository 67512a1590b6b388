namespace ImageForge.Core.Rotations.Windows;

/// <summary>Local times as moments, where clocks are moved forward or back too.</summary>
internal static class LocalMoment
{
    // More than any step of a clock, the date line's included, and less than lies between two of them.
    private static readonly TimeSpan Around = TimeSpan.FromHours(36);

    /// <summary>The first moment at which a clock shows this time, or the first after it if none ever does.</summary>
    public static DateTimeOffset First(DateOnly day, TimeOnly time, TimeZoneInfo zone) =>
        Of(day, time, zone, last: false);

    /// <summary>The last moment at which a clock shows this time, or the first after it if none ever does.</summary>
    public static DateTimeOffset Last(DateOnly day, TimeOnly time, TimeZoneInfo zone) =>
        Of(day, time, zone, last: true);

    /// <summary>The day that a clock in the zone shows.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    // Zones are asked for the offset of a moment only. What TimeZoneInfo says of gaps and overlaps in local time is
    // wrong where winter is the exception to the standard time, as in Dublin and Casablanca.
    private static DateTimeOffset Of(DateOnly day, TimeOnly time, TimeZoneInfo zone, bool last)
    {
        var local = new DateTimeOffset(day.ToDateTime(time), TimeSpan.Zero);
        var before = zone.GetUtcOffset(local - Around);
        var after = zone.GetUtcOffset(local + Around);
        var byOld = local - before;
        var byNew = local - after;
        return (zone.GetUtcOffset(byOld) == before, zone.GetUtcOffset(byNew) == after) switch
        {
            (true, true) => last ? byNew : byOld,
            (true, false) => byOld,
            (false, true) => byNew,
            // In the gap the old offset names a moment after the change, and the new one a moment before it.
            (false, false) => ChangeBetween(byNew, byOld, zone),
        };
    }

    private static DateTimeOffset ChangeBetween(DateTimeOffset earlier, DateTimeOffset later, TimeZoneInfo zone)
    {
        var before = zone.GetUtcOffset(earlier);
        while (later.Ticks - earlier.Ticks > 1)
        {
            var middle = earlier + ((later - earlier) / 2);
            (earlier, later) = zone.GetUtcOffset(middle) == before ? (middle, later) : (earlier, middle);
        }

        return later;
    }
}
