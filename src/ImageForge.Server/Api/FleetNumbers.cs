using ImageForge.Core.Fleets;
using ImageForge.Engine.Rotations;

namespace ImageForge.Server.Api;

/// <summary>A fleet counted.</summary>
/// <param name="Total">Everything not yet terminated.</param>
/// <param name="OnTarget">On the image that its channel names; null where nobody can say, as in all others.</param>
/// <param name="Available">In service, application healthy and sensor reporting throughout the warm-up.</param>
/// <param name="Floor">Instances that must stay available.</param>
/// <param name="Ceiling">Instances that may exist at once.</param>
/// <param name="Batch">Pairs in flight at once.</param>
/// <param name="ToGo">Instances that should go.</param>
/// <param name="SensorsHealthy">Instances whose sensor reports itself healthy.</param>
/// <param name="OldestAgeSeconds">Of the instance that was launched first; null in an empty fleet.</param>
/// <param name="MaxAgeSeconds">How old an instance may grow.</param>
public sealed record FleetNumbers(
    int Total, int? OnTarget, int? Available, int? Desired, int? Floor, int? Ceiling, int? Batch, int? ToGo,
    int SensorsHealthy, double? OldestAgeSeconds, double? MaxAgeSeconds)
{
    public static FleetNumbers Of(FleetPortrait reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var instances = reading.Snapshot.Instances;
        return new(
            instances.Length,
            reading.Target is { } target ? instances.Count(view => view.Image == target.Id) : null,
            reading.Plan?.Count.Available, reading.Plan?.Limits.Desired, reading.Plan?.Limits.Floor,
            reading.Plan?.Limits.Ceiling, reading.Plan?.Limits.Batch, reading.Need?.Candidates.Length,
            instances.Count(view => view.Sensor.State == HealthState.Healthy),
            instances.IsEmpty
                ? null
                : instances.Max(view => (reading.Snapshot.ObservedAt - view.LaunchedAt).TotalSeconds),
            reading.Policy?.MaxAge.TotalSeconds);
    }
}
