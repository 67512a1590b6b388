using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>Why an instance is as it is, and what happens to it next.</summary>
public sealed record InstanceExplanation
{
    public required InstanceView View { get; init; }

    /// <summary>The image that the fleet goes to, or is on.</summary>
    public required ArtifactId Target { get; init; }

    public required TimeSpan Age { get; init; }
    public required Availability Availability { get; init; }

    /// <summary>Since when it is available, or is not; null if the journal does not say.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>What the next pass would do with it; null if nothing.</summary>
    public required RotationCommand? Next { get; init; }

    /// <summary>What keeps the next step from it, or from the whole fleet.</summary>
    public required ImmutableArray<Hold> Holds { get; init; }

    /// <summary>
    /// The earliest time at which a hold may end by itself; null if only an event or a person ends it.
    /// </summary>
    public DateTimeOffset? NextEligibleAt => Holds.Min(hold => hold.NextEligibleAt);

    /// <summary>All of it in sentences.</summary>
    public required ImmutableArray<string> Sentences { get; init; }
}
