namespace ImageForge.Engine.Sensors;

/// <summary>How often beats come and when silence is a gap: design, one rotation.</summary>
public static class HeartbeatTiming
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Four beats missed.</summary>
    public static readonly TimeSpan GapAfter = 4 * Interval;
}
