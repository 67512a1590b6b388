using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Server.Api;

/// <summary>An instance as one look saw it, and why it should go.</summary>
/// <param name="Reason">Null: nothing speaks against it.</param>
public sealed record InstanceAnswer(
    string Id, string Image, DateTimeOffset LaunchedAt, double AgeSeconds, bool Running, ServiceState Service,
    HealthState App, string AppDetail, HealthState Sensor, string SensorDetail, DateTimeOffset? LastBeatAt,
    string Zone, string Address, CandidateReason? Reason, string? ReasonDetail)
{
    public static InstanceAnswer Of(InstanceView view, DateTimeOffset observedAt, Candidate? candidate)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(
            view.Id.Value, $"{view.Image}", view.LaunchedAt, (observedAt - view.LaunchedAt).TotalSeconds, view.Running,
            view.Service, view.App.State, view.App.Detail, view.Sensor.State, view.Sensor.Detail, view.LastBeatAt,
            view.Zone, view.Address, candidate?.Reason, candidate?.Detail);
    }
}
