namespace ImageForge.Core.Rotations;

/// <summary>How much of a fleet detections alone may take within an hour: a false alarm must not empty it.</summary>
public static class DetectionLimit
{
    private const int PercentAnHour = 10;

    /// <summary>In instances, at least one.</summary>
    public static int Of(int desired) => Math.Max(1, (int)((long)PercentAnHour * desired / 100));

    /// <summary>The arithmetic, for people.</summary>
    public static string Words(int desired) => $"max(1, {PercentAnHour} * {desired} / 100) = {Of(desired)}";
}
