using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Images.Lifecycle;

/// <summary>
/// Everything that could refer to a built version, looked at once. A part that could not be looked at is no part that
/// refers to nothing: then there is no evidence.
/// </summary>
public sealed record ReferenceEvidence
{
    public required DateTimeOffset At { get; init; }

    /// <summary>One look at each fleet.</summary>
    public ImmutableArray<FleetSnapshot> Fleets { get; init; } = [];

    /// <summary>Disks of instances, whether a fleet knows them or not, by the instance's name.</summary>
    public ImmutableArray<(string Instance, ArtifactId Image)> Disks { get; init; } = [];

    /// <summary>Kept copies of disks by their path.</summary>
    public ImmutableArray<(string Copy, ArtifactId Image)> Copies { get; init; } = [];

    /// <summary>The journals of all fleets that are there or whose rotation has not ended.</summary>
    public ImmutableArray<(FleetName Fleet, RotationHistory History)> Rotations { get; init; } = [];

    public ImmutableArray<RotationPolicy> Schedules { get; init; } = [];

    /// <summary>Which image extends which.</summary>
    public ImmutableArray<(ImageName Child, ImageName Parent)> Children { get; init; } = [];

    /// <summary>Plans that a build or its gates are at work on.</summary>
    public ImmutableHashSet<Digest> AtWork { get; init; } = [];
}
