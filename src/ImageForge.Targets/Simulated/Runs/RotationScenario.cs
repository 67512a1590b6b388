using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>A rotation to be tried out: one fleet, one policy, one next image, one simulated cloud.</summary>
public sealed record RotationScenario
{
    public required RotationPolicy Policy { get; init; }

    /// <summary>
    /// The fleet at the start; empty means as many healthy instances as the policy desires, of ages spread evenly over
    /// its <see cref="RotationPolicy.MaxAge"/>.
    /// </summary>
    public ImmutableArray<InstanceView> Instances { get; init; } = [];

    public SimulationSettings Settings { get; init; } = new();

    /// <summary>The time at which it begins; windows open and ages count by it.</summary>
    public DateTimeOffset Start { get; init; } = VirtualTime.OrdinaryStart;

    /// <summary>Virtual time after which it counts as never ending.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromDays(30);
}
