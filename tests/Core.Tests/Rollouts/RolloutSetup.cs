using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>What a rollout starts from.</summary>
internal sealed record RolloutSetup
{
    public required RotationPolicy Policy { get; init; }

    /// <summary>Instances on the image from which the rotation goes.</summary>
    public int Old { get; init; }

    /// <summary>Instances that run the target image already.</summary>
    public int New { get; init; }

    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ages that are not as usual, by name; usually ages differ by an hour, the first one is the oldest.
    /// </summary>
    public ImmutableDictionary<string, TimeSpan> Ages { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>Age of the target image at the start; null if it is not known.</summary>
    public TimeSpan? ImageAge { get; init; }

    public ImmutableArray<string> Zones { get; init; } = ["local"];

    /// <summary>True if a rotation to the old image came to its end here before.</summary>
    public bool OldIsProven { get; init; }

    public ImmutableArray<RolloutFault> Faults { get; init; } = [];
}
