using System.Collections.Immutable;

namespace ImageForge.Core.Fleets;

/// <summary>What one look at a fleet saw, and when.</summary>
public sealed record FleetSnapshot
{
    public required FleetName Fleet { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Everything not yet terminated, sorted by id: launching, draining and dead instances too.</summary>
    public required ImmutableArray<InstanceView> Instances { get; init; }
}
