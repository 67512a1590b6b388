using System.Collections.Immutable;

namespace ImageForge.Core.Fleets;

/// <summary>What one look at a fleet saw, and when.</summary>
public sealed record FleetSnapshot
{
    public required FleetName Fleet { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>
    /// Instances that the target's own autoscaling wants at present; null where nothing but the policy says so.
    /// </summary>
    public int? Desired { get; init; }

    /// <summary>Failure domains in which instances may be launched, in the target's order of preference.</summary>
    public ImmutableArray<string> Zones { get; init; } = ["local"];

    /// <summary>Everything not yet terminated, sorted by id: launching, draining and dead instances too.</summary>
    public required ImmutableArray<InstanceView> Instances { get; init; }
}
