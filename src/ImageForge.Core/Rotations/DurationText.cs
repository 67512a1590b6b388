namespace ImageForge.Core.Rotations;

/// <summary>Durations as the schedules write them.</summary>
internal static class DurationText
{
    /// <summary>The shortest exact form: <c>90s</c>, <c>5m</c>, <c>24h</c>.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalHours: >= 1 } when duration.Ticks % TimeSpan.TicksPerHour == 0 => $"{duration.TotalHours:0}h",
        { TotalMinutes: >= 1 } when duration.Ticks % TimeSpan.TicksPerMinute == 0 => $"{duration.TotalMinutes:0}m",
        _ => $"{duration.TotalSeconds:0.###}s",
    };
}
