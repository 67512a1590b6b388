using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Fleets that run or have a schedule, by name.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record FleetListAnswer(ImmutableArray<FleetLine> Fleets, string? Next);
