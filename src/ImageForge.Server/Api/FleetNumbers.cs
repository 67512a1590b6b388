using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Overview;

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
    /// <param name="sight">With a look at the fleet.</param>
    public static FleetNumbers Of(FleetSight sight)
    {
        ArgumentNullException.ThrowIfNull(sight);
        var snapshot = sight.Snapshot!;
        var (instances, plan) = (snapshot.Instances, sight.Plan);
        return new(
            instances.Length, sight.Current is { } current ? instances.Count(view => view.Image == current) : null,
            plan?.Count.Available, plan?.Limits.Desired, plan?.Limits.Floor, plan?.Limits.Ceiling, plan?.Limits.Batch,
            sight.Need?.Candidates.Length, instances.Count(view => view.Sensor.State == HealthState.Healthy),
            instances.IsEmpty ? null : instances.Max(view => (snapshot.ObservedAt - view.LaunchedAt).TotalSeconds),
            sight.Policy?.MaxAge.TotalSeconds);
    }
}
