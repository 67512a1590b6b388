namespace ImageForge.Core.Rotations.Windows;

/// <summary>Local times as moments, where clocks are moved forward or back too.</summary>
internal static class LocalMoment
{
    // No zone moves its clock by more than a day; the widest gap on record is one of 24 hours.
    private const int GapMinutesMax = 24 * 60;

    /// <summary>The first moment at which a clock shows this time, or the first after it if none ever does.</summary>
    public static DateTimeOffset First(DateOnly day, TimeOnly time, TimeZoneInfo zone) =>
        Of(day, time, zone, last: false);

    /// <summary>The last moment at which a clock shows this time, or the first after it if none ever does.</summary>
    public static DateTimeOffset Last(DateOnly day, TimeOnly time, TimeZoneInfo zone) =>
        Of(day, time, zone, last: true);

    /// <summary>The day that a clock in the zone shows.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static DateTimeOffset Of(DateOnly day, TimeOnly time, TimeZoneInfo zone, bool last)
    {
        var local = day.ToDateTime(time);
        for (var minute = 0; zone.IsInvalidTime(local) && minute < GapMinutesMax; minute++)
        {
            local = local.AddMinutes(1);
        }

        // The greater offset is the one before the clock is moved back: the earlier moment.
        var offset = !zone.IsAmbiguousTime(local) ? zone.GetUtcOffset(local)
            : last ? zone.GetAmbiguousTimeOffsets(local).Min()
            : zone.GetAmbiguousTimeOffsets(local).Max();
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
