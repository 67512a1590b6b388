namespace ImageForge.Core.Rotations;

/// <summary>How long a launch for which there was no room waits before another zone is tried.</summary>
public static class CapacityPause
{
    private const int DoublingsMax = 5;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);

    /// <summary>The longest pause, which every later attempt has: 8 minutes.</summary>
    public static readonly TimeSpan Longest = First * (1 << DoublingsMax);

    /// <summary>When the pause of a launch ends: 15 s, twice as long with each attempt, at most 8 minutes.</summary>
    public static DateTimeOffset Ends(LaunchRecord launch) =>
        (launch.NoRoomAt ?? launch.BeganAt) + (First * (1 << Math.Min(launch.Attempt - 1, DoublingsMax)));
}
