using System.Collections.Immutable;

namespace ImageForge.Core.Rotations;

/// <summary>What one pass decides.</summary>
/// <param name="Arithmetic">The integers it rests on, one line each, for people.</param>
/// <param name="StopReason">Why the rotation stopped; null unless <see cref="RotationStatus.Stopped"/>.</param>
public sealed record RotationPlan(
    RotationStatus Status,
    CapacityLimits Limits,
    FleetCount Count,
    ImmutableArray<RotationCommand> Commands,
    ImmutableArray<Hold> Holds,
    ImmutableArray<string> Arithmetic,
    string? StopReason)
{
    /// <summary>What the journal has to know before anything is done: a checkpoint reached, a bake begun.</summary>
    public ImmutableArray<RotationEvent> Events { get; init; } = [];
}
