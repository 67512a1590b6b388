using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>
/// How a fleet rotates: <c>schedules/&lt;fleet&gt;.yaml</c>, parsed and valid. Names and defaults as in the policy
/// table.
/// </summary>
public sealed record RotationPolicy
{
    public required FleetName Fleet { get; init; }
    public required ImageName Image { get; init; }

    /// <summary>Instances the fleet shall have; 1 to 100,000.</summary>
    public required int Desired { get; init; }

    /// <summary>Percent of <see cref="Desired"/> that must stay available, rounded up to instances; 0 to 100.</summary>
    public int MinHealthyPercentage { get; init; } = 90;

    /// <summary>Percent of <see cref="Desired"/> that may exist at once, rounded up to instances; 100 to 200.</summary>
    public int MaxHealthyPercentage { get; init; } = 110;

    /// <summary>Percent of <see cref="Desired"/> in flight at once, rounded down but at least 1; 1 to 100.</summary>
    public int MaxBatchPercentage { get; init; } = 20;

    /// <summary>
    /// Breaker: percent of <see cref="Desired"/> launched by this rotation that may fail, rounded down but at least
    /// 1; 0 to 100.
    /// </summary>
    public int MaxUnhealthyPercentage { get; init; } = 20;

    /// <summary>How long an instance must be healthy without a break before it counts as available.</summary>
    public TimeSpan InstanceWarmup { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long running requests may take before the instance is terminated regardless.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a launched instance may take to become available before it counts as failed.</summary>
    public TimeSpan LaunchTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Local target: address and port of the load balancer; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";
}
