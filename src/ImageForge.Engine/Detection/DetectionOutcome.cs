using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Detection;

/// <summary>What became of one detection that was reported.</summary>
/// <param name="State">Whether it is news.</param>
/// <param name="Decision">Which rule decided, or why nothing follows; for people.</param>
public sealed record DetectionOutcome(DetectionOutcomeState State, string Decision)
{
    /// <summary>Its name; null where it belongs to no instance that is known.</summary>
    public string? Detection { get; init; }

    public FleetName? Fleet { get; init; }
    public InstanceId? Instance { get; init; }

    /// <summary>What the schedule says.</summary>
    public DetectionAction Action { get; init; }

    /// <summary>True if the instance is marked for it.</summary>
    public bool Taken { get; init; }
}
