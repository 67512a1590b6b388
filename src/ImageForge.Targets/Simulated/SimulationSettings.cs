using System.Collections.Immutable;

namespace ImageForge.Targets.Simulated;

/// <summary>How a simulated cloud behaves. All that is random in it follows from <see cref="Seed"/>.</summary>
public sealed record SimulationSettings
{
    public long Seed { get; init; } = 1;

    /// <summary>Failure domains, in order of preference.</summary>
    public ImmutableArray<string> Zones { get; init; } = ["zone-a", "zone-b", "zone-c"];

    /// <summary>From the launch, or the reimage, to a running system.</summary>
    public TimeSpread Boot { get; init; } = new(TimeSpan.FromSeconds(45), 0.3, 0.02, 4);

    /// <summary>From there to an application that answers.</summary>
    public TimeSpread AppUp { get; init; } = new(TimeSpan.FromSeconds(10), 0.3, 0.01);

    /// <summary>From a running system to the first heartbeat.</summary>
    public TimeSpread SensorUp { get; init; } = new(TimeSpan.FromSeconds(8), 0.3, 0.01);

    /// <summary>From a drain to the last running request.</summary>
    public TimeSpread Drain { get; init; } = new(TimeSpan.FromSeconds(20), 0.6, 0.02, 10);

    /// <summary>How long one call takes.</summary>
    public TimeSpread CallTime { get; init; } = new(TimeSpan.FromMilliseconds(50));

    public ApiLimits Limits { get; init; } = ApiLimits.None;

    /// <summary>Share of every bucket that another tenant of the account takes; 0 to below 1.</summary>
    public double TenantShare { get; init; } = 0.3;

    /// <summary>The share that the engine plans for others; null means that it knows the true one.</summary>
    public double? AssumedTenantShare { get; init; }

    public SimulationFaults Faults { get; init; } = SimulationFaults.None;

    /// <summary>Beside those that <see cref="FaultKind.CapacityShortage"/> makes.</summary>
    public ImmutableArray<CapacityShortage> Shortages { get; init; } = [];

    public ImmutableArray<BadImage> BadImages { get; init; } = [];

    /// <summary>
    /// Boots, starts and drains take so many times less; calls, heartbeats and what a policy waits for as long as ever.
    /// </summary>
    public SimulationSettings Quicker(double factor) => this with
    {
        Boot = Boot with { Median = Boot.Median / factor },
        AppUp = AppUp with { Median = AppUp.Median / factor },
        SensorUp = SensorUp with { Median = SensorUp.Median / factor },
        Drain = Drain with { Median = Drain.Median / factor },
    };

    /// <summary>Events kept for the timeline; later ones are only counted.</summary>
    public int TraceMax { get; init; } = 2_000_000;
}
