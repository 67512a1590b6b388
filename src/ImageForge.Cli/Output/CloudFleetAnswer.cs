using System.Collections.Immutable;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Cli.Output;

/// <summary>A fleet of a simulated cloud at the cloud's end, by its own count.</summary>
/// <param name="LowestAvailable">From the moment on when the fleet first reached its floor; null before.</param>
/// <param name="LowestAgainstFloor">Negative if it was ever below.</param>
/// <param name="SurgeHours">Instance-hours above what was desired.</param>
/// <param name="Epoch">The latest lease under which anybody acted on it.</param>
/// <param name="Breaches">The first thousand.</param>
/// <param name="BreachesInAll">How many acts broke a limit.</param>
internal sealed record CloudFleetAnswer(
    string Fleet, int Total, int Available, int? LowestAvailable, int? LowestAgainstFloor, int HighestTotal,
    double SurgeHours, long? Epoch, ImmutableArray<SimulationBreachAnswer> Breaches, int BreachesInAll)
{
    public static CloudFleetAnswer Of(FleetReport fleet) => new(
        fleet.Fleet.Value, fleet.Figures.Total, fleet.Figures.Available, fleet.Figures.LowestAvailable,
        fleet.Figures.LowestAgainstFloor, fleet.Figures.HighestTotal, Math.Round(fleet.Figures.SurgeHours, 3),
        fleet.Epoch, [.. fleet.Breaches.Select(SimulationBreachAnswer.Of)], fleet.BreachesInAll);
}
