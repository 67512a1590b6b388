using System.Collections.Immutable;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>What a served cloud counted since its start.</summary>
/// <param name="Fleets">Every fleet that is there, and every one that was acted on.</param>
public sealed record CloudReport(
    string Cloud, TimeSpan Lasted, SimulationCounters Counters, ImmutableArray<FleetReport> Fleets);
