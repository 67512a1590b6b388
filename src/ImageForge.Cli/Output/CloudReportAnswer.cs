using System.Collections.Immutable;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Cli.Output;

/// <summary><c>simulate --listen</c>, at its end: what the cloud counted. Times are seconds.</summary>
/// <param name="Calls">By action, refused ones too.</param>
internal sealed record CloudReportAnswer(
    string Cloud, double Lasted, long Launches, ImmutableSortedDictionary<string, long> Calls,
    ImmutableSortedDictionary<string, long> Throttled, ImmutableSortedDictionary<string, long> Faults,
    ImmutableArray<CloudFleetAnswer> Fleets)
{
    public static CloudReportAnswer Of(CloudReport report) => new(
        report.Cloud, report.Lasted.TotalSeconds, report.Counters.Launches,
        SimulateAnswer.Named(report.Counters.Calls), SimulateAnswer.Named(report.Counters.Throttled),
        report.Counters.Faults.ToImmutableSortedDictionary(
            fault => SimulationFaults.NameOf(fault.Key), fault => fault.Value, StringComparer.Ordinal),
        [.. report.Fleets.Select(CloudFleetAnswer.Of)]);
}
