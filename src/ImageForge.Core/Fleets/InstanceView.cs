using ImageForge.Core.Images;

namespace ImageForge.Core.Fleets;

/// <summary>One instance as a target saw it.</summary>
public sealed record InstanceView
{
    public required InstanceId Id { get; init; }

    /// <summary>The idempotency token of the launch, or the reimage, that made it what it is.</summary>
    public required string LaunchToken { get; init; }

    public required ArtifactId Image { get; init; }
    /// <summary>When it was launched, or got its present root disk.</summary>
    public required DateTimeOffset LaunchedAt { get; init; }

    /// <summary>False once its process or machine has ended without being asked to.</summary>
    public required bool Running { get; init; }

    public required ServiceState Service { get; init; }
    public required HealthView App { get; init; }
    public required HealthView Sensor { get; init; }

    /// <summary>Last heartbeat that arrived; null before the first.</summary>
    public DateTimeOffset? LastBeatAt { get; init; }

    /// <summary>
    /// True if its sensor reported before and is silent now: then <see cref="Sensor"/> rests on silence alone.
    /// </summary>
    public bool SensorIsSilent { get; init; }

    /// <summary>True if it has been cut off from every network.</summary>
    public bool Isolated { get; init; }

    /// <summary>Failure domain; the local target has one.</summary>
    public string Zone { get; init; } = "local";

    /// <summary>The target's own name for it; empty where that is <see cref="Id"/>.</summary>
    public string CloudId { get; init; } = "";

    /// <summary>Where a person reaches it, such as <c>127.0.0.1:40123</c>; empty if nowhere.</summary>
    public string Address { get; init; } = "";
}
