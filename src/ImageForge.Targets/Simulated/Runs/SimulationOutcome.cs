using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>What became of a simulated rotation.</summary>
public sealed record SimulationOutcome
{
    public required RotationScenario Scenario { get; init; }

    /// <summary>The image it went to; it stands for the next one that is built.</summary>
    public required ArtifactId Image { get; init; }

    /// <summary>How it ended; null if it did not within <see cref="RotationScenario.TimeMax"/>, or lost sight of the
    /// fleet.</summary>
    public required PassEnd? End { get; init; }

    public required string EndReason { get; init; }

    /// <summary>Virtual time from its start to its end, bake included.</summary>
    public required TimeSpan Duration { get; init; }

    public required int Passes { get; init; }

    /// <summary>By the policy, before autoscaling moved anything.</summary>
    public required CapacityLimits Limits { get; init; }

    public required FleetFigures Figures { get; init; }
    public required SimulationCounters Counters { get; init; }

    /// <summary>Longest first.</summary>
    public required ImmutableArray<SimulatedHold> Holds { get; init; }

    public required ImmutableArray<HoldStretch> Stretches { get; init; }
    public required ImmutableArray<SimulationBreach> Breaches { get; init; }
    public required ImmutableArray<CapacitySample> Samples { get; init; }
    public required ImmutableArray<SimulationEvent> Events { get; init; }

    /// <summary>True if it is complete, and no act of ours broke a limit that it could have kept.</summary>
    public bool IsGood => End == PassEnd.Complete && !Breaches.Any(breach => breach.IsForeseeable);
}
