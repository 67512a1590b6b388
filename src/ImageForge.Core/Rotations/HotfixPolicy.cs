using System.Collections.Immutable;

namespace ImageForge.Core.Rotations;

/// <summary>How a fleet rotates in an emergency: <c>hotfix</c> in its schedule. Floor and ceiling stay what they are.
/// </summary>
public sealed record HotfixPolicy
{
    /// <summary>True if a hotfix begins outside of the schedule's windows, with its reason in the journal.</summary>
    public bool PassWindows { get; init; } = true;

    /// <summary>As <see cref="RotationPolicy.Checkpoints"/>: by default one instance is the canary.</summary>
    public ImmutableArray<int> Checkpoints { get; init; } = [1];

    /// <summary>How long a canary has to hold.</summary>
    public TimeSpan CheckpointDelay { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan BakeTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Null: as ever.</summary>
    public int? MaxBatchPercentage { get; init; }
}
