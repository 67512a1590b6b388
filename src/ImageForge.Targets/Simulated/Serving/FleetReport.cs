using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>What became of one fleet, by the cloud's own count.</summary>
/// <param name="Epoch">The latest lease under which anybody acted on it; null if none was named.</param>
/// <param name="Breaches">Acts that broke a limit, in order; at most <see cref="BreachesMax"/>.</param>
/// <param name="BreachesInAll">How many there were.</param>
public sealed record FleetReport(
    FleetName Fleet, FleetFigures Figures, long? Epoch, ImmutableArray<SimulationBreach> Breaches, int BreachesInAll)
{
    public const int BreachesMax = 1000;
}
