using System.Collections.Immutable;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output;

/// <summary>A hotfix with its clock.</summary>
/// <param name="State">planned, under way, done or failed.</param>
/// <param name="Gates">Those of a full build: every image passes all of its own.</param>
/// <param name="Unaffected">Images without a part in it, with the reason; only in a plan.</param>
internal sealed record HotfixAnswer(
    string Id, string Wish, string State, string By, string Reason, DateTimeOffset? DecidedAt,
    ImmutableArray<HotfixImageAnswer> Images, ImmutableArray<string> Gates, ImmutableArray<HotfixFleetAnswer> Fleets,
    ImmutableArray<string> Unaffected, double? ReleasedSeconds, double? FinishedSeconds, string FinishReason)
{
    public static HotfixAnswer Of(HotfixRecord record) => new(
        record.Id, $"{record.Decision.Wish}", record.IsUnderWay ? "under way" : record.Done ? "done" : "failed",
        record.Decision.By, record.Decision.Reason, record.DecidedAt,
        [.. record.Decision.Images.Select(change => Of(record, change))], record.Decision.Gates,
        [.. record.Decision.Fleets.Select(fleet => fleet.Value).Select(fleet => Of(record, fleet))], [],
        Since(record, record.ReleasedAt), Since(record, record.FinishedAt), record.FinishReason);

    /// <summary>What a hotfix brings, one text a package.</summary>
    public static ImmutableArray<string> PackagesOf(HotfixImage change) =>
        [.. change.Packages.Select(package => $"{package.Name} {package.Version}")];

    private static HotfixImageAnswer Of(HotfixRecord record, HotfixImage change)
    {
        var isBuilt = record.Built.TryGetValue(change.To, out var built);
        return new HotfixImageAnswer(
            $"{change.From}", $"{change.To}", PackagesOf(change), isBuilt ? Since(record, built.At) : null,
            isBuilt ? built.Result.GateSeconds : null, isBuilt ? built.Result.Refusing : []);
    }

    private static HotfixFleetAnswer Of(HotfixRecord record, string fleet)
    {
        var clock = record.Fleets.GetValueOrDefault(new Core.Fleets.FleetName(fleet)) ?? new FleetClock();
        return new HotfixFleetAnswer(
            fleet, clock.Instances, Since(record, clock.BeganAt), Since(record, clock.FirstInstanceAt),
            clock.Complete ? Since(record, clock.EndedAt) : null, clock.Complete, clock.Reason);
    }

    private static double? Since(HotfixRecord record, DateTimeOffset? at) => (at - record.DecidedAt)?.TotalSeconds;
}
