using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>One look at a fleet.</summary>
/// <param name="Look">To be given back with every act that rests on it.</param>
public sealed record LookAnswer(FleetSnapshot Snapshot, FleetLook Look);
