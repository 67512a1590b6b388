using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>A fleet that a served cloud holds anything of.</summary>
/// <param name="IsUp">True while its load balancer is there.</param>
public sealed record FleetEntry(FleetName Fleet, bool IsUp);
