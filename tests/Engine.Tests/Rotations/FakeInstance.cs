using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>An instance that exists only in memory.</summary>
public sealed class FakeInstance
{
    public required InstanceId Id { get; init; }
    public required string Token { get; init; }
    public required ArtifactId Image { get; init; }
    public required DateTimeOffset LaunchedAt { get; init; }
    public required DateTimeOffset ReadyAt { get; init; }
    public bool Running { get; set; } = true;
    public ServiceState Service { get; set; } = ServiceState.Unregistered;
    public bool Isolated { get; set; }
    public string CloudId { get; set; } = "";
    public string Address { get; set; } = "";
    public DateTimeOffset? DrainBeganAt { get; set; }

    /// <summary>What its application and sensor say once it has booted.</summary>
    public HealthState App { get; set; } = HealthState.Healthy;

    public HealthState Sensor { get; set; } = HealthState.Healthy;

    public bool Serves(DateTimeOffset now) =>
        Running && Service == ServiceState.InService && now >= ReadyAt && App == HealthState.Healthy
            && Sensor == HealthState.Healthy;
}
