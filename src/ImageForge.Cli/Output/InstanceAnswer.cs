using ImageForge.Core.Fleets;

namespace ImageForge.Cli.Output;

/// <summary>An instance as one look saw it.</summary>
internal sealed record InstanceAnswer(
    string Id, string Image, DateTimeOffset LaunchedAt, bool Running, ServiceState Service, HealthState App,
    string AppDetail,
    HealthState Sensor, string SensorDetail, DateTimeOffset? LastBeatAt, string Address)
{
    public static InstanceAnswer Of(InstanceView view) => new(
        view.Id.Value, $"{view.Image}", view.LaunchedAt, view.Running, view.Service, view.App.State, view.App.Detail,
        view.Sensor.State, view.Sensor.Detail, view.LastBeatAt, view.Address);
}
