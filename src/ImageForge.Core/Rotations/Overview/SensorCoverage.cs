using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>How many instances of a fleet are watched by a sensor that reports.</summary>
/// <param name="Reporting">Their sensor says that it works.</param>
/// <param name="Silent">It says that it does not, or nothing at all any more.</param>
/// <param name="Unknown">Nobody can tell: it was launched a moment ago, or too many fell silent at once.</param>
public sealed record SensorCoverage(int Reporting, int Silent, int Unknown)
{
    public static readonly SensorCoverage None = new(0, 0, 0);

    public int Total => Reporting + Silent + Unknown;

    /// <summary>
    /// Of those that run: one that is isolated or has not come up yet cannot report, and is no gap.
    /// </summary>
    internal static SensorCoverage Of(ImmutableArray<InstanceOverview> instances)
    {
        var watched = instances.Where(IsWatched).ToList();
        return new(
            watched.Count(instance => instance.View.Sensor.State == HealthState.Healthy),
            watched.Count(instance => instance.View.Sensor.State == HealthState.Unhealthy),
            watched.Count(instance => instance.View.Sensor.State == HealthState.Unknown));
    }

    internal static bool IsWatched(InstanceOverview instance) =>
        instance.View.Running && instance.Stage is not (InstanceStage.Booting or InstanceStage.Quarantined);

    public static SensorCoverage operator +(SensorCoverage left, SensorCoverage right) => Add(left, right);

    public static SensorCoverage Add(SensorCoverage left, SensorCoverage right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Reporting + right.Reporting, left.Silent + right.Silent, left.Unknown + right.Unknown);
    }
}
