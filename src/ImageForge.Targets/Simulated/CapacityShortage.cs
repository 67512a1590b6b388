namespace ImageForge.Targets.Simulated;

/// <summary>A stretch of time in which launches find no room.</summary>
/// <param name="Zone">Where; null means everywhere.</param>
/// <param name="From">Since the start of the simulation.</param>
/// <param name="Lasts">How long.</param>
public sealed record CapacityShortage(string? Zone, TimeSpan From, TimeSpan Lasts)
{
    public bool Covers(string zone, TimeSpan at) =>
        (Zone is null || Zone == zone) && at >= From && at < From + Lasts;
}
