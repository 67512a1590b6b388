using System.Collections.Immutable;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Cli.Output;

/// <summary><c>simulate</c>: what would become of a rotation. Times are seconds of virtual time.</summary>
/// <param name="End">How it ended; null if it did not.</param>
/// <param name="LowestAvailable">From the moment on when the fleet first reached its floor; null before.</param>
/// <param name="LowestAgainstFloor">Negative if it was ever below.</param>
/// <param name="SurgeHours">Instance-hours above what was desired.</param>
/// <param name="Calls">By action, refused ones too.</param>
/// <param name="Timeline">The file with the page.</param>
internal sealed record SimulateAnswer(
    string Fleet, long Seed, string Limits, string? End, string EndReason, string Verdict, double Duration, int Passes,
    int Desired, int Floor, int Ceiling, int Batch, int? LowestAvailable, int? LowestAgainstFloor, int HighestTotal,
    double SurgeHours, long Launches, ImmutableSortedDictionary<string, long> Calls,
    ImmutableSortedDictionary<string, long> Throttled, ImmutableArray<SimulatedHoldAnswer> Holds,
    ImmutableSortedDictionary<string, long> Faults, ImmutableArray<SimulationBreachAnswer> Breaches, string Timeline)
{
    public static SimulateAnswer Of(SimulationOutcome outcome, string timeline) => new(
        outcome.Scenario.Policy.Fleet.Value, outcome.Scenario.Settings.Seed, outcome.Scenario.Settings.Limits.Name,
        outcome.End?.ToString(), outcome.EndReason, TimelinePage.VerdictOf(outcome),
        outcome.Duration.TotalSeconds, outcome.Passes,
        outcome.Limits.Desired, outcome.Limits.Floor, outcome.Limits.Ceiling, outcome.Limits.Batch,
        outcome.Figures.LowestAvailable, outcome.Figures.LowestAgainstFloor, outcome.Figures.HighestTotal,
        Math.Round(outcome.Figures.SurgeHours, 3), outcome.Counters.Launches,
        Named(outcome.Counters.Calls), Named(outcome.Counters.Throttled),
        [.. outcome.Holds.Select(hold => new SimulatedHoldAnswer(
            hold.Reason, hold.Lasted.TotalSeconds, hold.InstancesMax, hold.Detail))],
        outcome.Counters.Faults.ToImmutableSortedDictionary(
            fault => SimulationFaults.NameOf(fault.Key), fault => fault.Value, StringComparer.Ordinal),
        [.. outcome.Breaches.Select(SimulationBreachAnswer.Of)],
        timeline);

    internal static ImmutableSortedDictionary<string, long> Named(ImmutableSortedDictionary<ApiAction, long> counts) =>
        counts.ToImmutableSortedDictionary(count => $"{count.Key}", count => count.Value, StringComparer.Ordinal);
}
