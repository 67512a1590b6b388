using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Risk;

/// <summary>A fleet that runs versions of the image in review.</summary>
public sealed record FleetInReview
{
    public required FleetName Fleet { get; init; }

    /// <summary>Its schedule; null if it has none, and then nothing can be forecast.</summary>
    public required RotationPolicy? Policy { get; init; }

    /// <summary>How many instances run each version of the image.</summary>
    public required ImmutableDictionary<ArtifactId, int> Instances { get; init; }

    /// <summary>The version that its schedule's channel names; null: none.</summary>
    public required ArtifactId? Current { get; init; }

    /// <summary>From launch to healthy, as seen of its last rotation.</summary>
    public TimeSpan Boot { get; init; } = RotationEstimate.AssumedBoot;

    /// <summary>Launches that its target lets through; null: as many as one likes.</summary>
    public double? CallsPerSecond { get; init; }
}
