using ImageForge.Core;

namespace ImageForge.Server.Bells;

/// <summary>When what is not about one fleet is done; everything in UTC.</summary>
/// <param name="Review">When risks are reviewed.</param>
/// <param name="Feeds">When feeds are fetched.</param>
/// <param name="Offline">True: nothing is fetched, neither feeds nor packages.</param>
public sealed record BellTimes(Cron Review, Cron Feeds, bool Offline)
{
    /// <summary>When leftovers are collected: hourly, away from the full hour that everybody takes.</summary>
    public static Cron Collect { get; } = new("17 * * * *");

    /// <summary>When ages are looked at.</summary>
    public static Cron Age { get; } = new("37 * * * *");

    /// <summary>
    /// When waivers that are over are looked for. They end with a day of UTC, and a bell may ring a blink early: so the
    /// first one after an end rings a minute later. The others are for gates that could not be asked then.
    /// </summary>
    public static Cron Waivers { get; } = new("1 * * * *");

    /// <summary>How often schedules and unfinished rotations are looked for.</summary>
    public static TimeSpan Look => TimeSpan.FromSeconds(5);

    /// <summary>How long after one pass of a rotation the next may be asked for.</summary>
    public static TimeSpan Tick => TimeSpan.FromSeconds(1);
}
