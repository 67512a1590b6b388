using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Server.Bells;

/// <summary>When what is not about one fleet is done; everything in UTC.</summary>
/// <param name="Review">When risks are reviewed.</param>
public sealed record BellTimes(Cron Review)
{
    /// <summary>When leftovers are collected: hourly, away from the full hour that everybody takes.</summary>
    public static Cron Collect { get; } =
        Cron.TryParse("17 * * * *", out var cron, out var fault) ? cron : throw new InvalidOperationException(fault);

    /// <summary>How often schedules and unfinished rotations are looked for.</summary>
    public static TimeSpan Look => TimeSpan.FromSeconds(5);

    /// <summary>How long after one pass of a rotation the next may be asked for.</summary>
    public static TimeSpan Tick => TimeSpan.FromSeconds(1);
}
