using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>How old a look at a fleet may be before nothing is concluded from it.</summary>
public static class SnapshotAge
{
    /// <summary>Long enough for one pass over a slow target, short against every warm-up and drain.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(15);

    /// <summary>True if it must not be acted on. One from the future is as bad: some clock has jumped.</summary>
    public static bool IsStale(FleetSnapshot snapshot, DateTimeOffset now) =>
        (now - snapshot.ObservedAt).Duration() > Max;
}
