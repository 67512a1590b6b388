using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every fleet that runs or has a schedule, by name.</summary>
public sealed record FleetListAnswer(ImmutableArray<FleetLine> Fleets);
