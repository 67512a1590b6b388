namespace ImageForge.Targets.Simulated;

/// <summary>How far work under virtual time may go before it counts as never ending.</summary>
public sealed record VirtualTimeLimits
{
    /// <summary>Virtual time that may pass; by default ninety days.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Timers that may fire; by default a hundred million.</summary>
    public long Steps { get; init; } = 100_000_000;
}
