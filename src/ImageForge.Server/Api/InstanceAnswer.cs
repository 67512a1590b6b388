using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Server.Api;

/// <summary>An instance as one look saw it, why it should go, and when it may.</summary>
/// <param name="Reason">Why it should go; null: nothing speaks against it.</param>
/// <param name="NextEligibleAt">The earliest time at which what holds it may end by itself; null: nothing holds it, or
/// only an event or a person ends that.</param>
public sealed record InstanceAnswer(
    string Id, string Image, DateTimeOffset LaunchedAt, double AgeSeconds, bool Running, ServiceState Service,
    HealthState App, string AppDetail, HealthState Sensor, string SensorDetail, DateTimeOffset? LastBeatAt,
    string Zone, string Address, bool Isolated, CandidateReason? Reason, string? ReasonDetail,
    DateTimeOffset? NextEligibleAt)
{
    /// <param name="view">The instance.</param>
    /// <param name="sight">The fleet it is of, with a look at it.</param>
    public static InstanceAnswer Of(InstanceView view, FleetSight sight)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(sight);
        var candidate = sight.Steps.CandidateOf(view.Id);
        return new(
            view.Id.Value, $"{view.Image}", view.LaunchedAt,
            (sight.Snapshot!.ObservedAt - view.LaunchedAt).TotalSeconds, view.Running, view.Service, view.App.State,
            view.App.Detail, view.Sensor.State, view.Sensor.Detail, view.LastBeatAt, view.Zone, view.Address,
            view.Isolated, candidate?.Reason, candidate?.Detail, sight.Steps.NextEligibleAt(view.Id));
    }
}
