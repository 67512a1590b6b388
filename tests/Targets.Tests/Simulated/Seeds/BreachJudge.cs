using System.Collections.Immutable;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Of the limits that the cloud saw broken, those that are ours, and those that a fault alone broke.</summary>
internal static class BreachJudge
{
    // A call is over after 15 s, whatever has come of it.
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(15);

    // So long looks may leave out what was launched (RotationObservations), and a pass more.
    private static readonly TimeSpan ListedWithin = TimeSpan.FromSeconds(35);

    public static (IEnumerable<string> Ours, ImmutableSortedDictionary<string, int> Excused) Of(SeedStage stage)
    {
        var breaches = stage.Cloud.BreachesOf(StoryTeller.Fleet);
        return (
            breaches.Where(breach => ExcuseOf(breach, stage) is null)
                .Select(breach => $"at {breach.At}: {breach.Kind} by {breach.Action} {breach.Instance}: "
                    + breach.Detail).ToList(),
            breaches.Select(breach => ExcuseOf(breach, stage)).OfType<string>().CountBy(excuse => excuse)
                .ToImmutableSortedDictionary());
    }

    // The five things that nobody at the engine's place can know or prevent.
    private static string? ExcuseOf(SimulationBreach breach, SeedStage stage) =>
        breach.IsLate ? $"{breach.Kind}: an act without an answer was done late"
        : !breach.IsForeseeable ? $"{breach.Kind}: others were lost after the look"
        : breach.Kind == BreachKind.Floor && JumpedWithinWarmup(breach, stage)
            ? "Floor: the clock jumped over a warm-up"
        : breach.Kind == BreachKind.Ceiling && stage.HasJumpedBetween(breach.At - ListedWithin, breach.At)
            ? "Ceiling: the clock jumped over the wait for a launch that looks leave out"
        : breach.Kind == BreachKind.Floor && IsTakenAsSilent(breach, stage) ? "Floor: one sensor alone was not heard"
        : null;

    // Heard or not, the instance itself may be well: the table takes a silence that is its own for a gap.
    private static bool IsTakenAsSilent(SimulationBreach breach, SeedStage stage) => stage.TakenAsSilent.Exists(
        taken => taken.Instance == breach.Instance && taken.At <= breach.At && breach.At - taken.At < LateMax);

    private static bool JumpedWithinWarmup(SimulationBreach breach, SeedStage stage) =>
        stage.HasJumpedBetween(breach.At - stage.Story.Policy.InstanceWarmup - TimeSpan.FromSeconds(20), breach.At);
}
