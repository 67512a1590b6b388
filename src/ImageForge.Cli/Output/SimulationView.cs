using System.Collections.Immutable;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Cli.Output;

/// <summary>A simulated rotation for people.</summary>
internal static class SimulationView
{
    private const int BreachesMax = 10;

    public static void Show(Screen screen, SimulationOutcome outcome, string page)
    {
        var (limits, figures, counters) = (outcome.Limits, outcome.Figures, outcome.Counters);
        screen.Heading($"fleet {outcome.Scenario.Policy.Fleet}, simulated with seed {outcome.Scenario.Settings.Seed}");
        screen.Line($"  {TimelinePage.VerdictOf(outcome)}");
        screen.Line(
            $"  desired {limits.Desired}, floor {limits.Floor}, ceiling {limits.Ceiling}, batch {limits.Batch}");
        screen.Line(
            $"  lowest available {figures.LowestAvailable}, highest total {figures.HighestTotal}, "
            + $"{figures.SurgeHours:0.##} instance-hours above desired, {counters.Launches} launches");
        screen.Line();
        ShowCalls(screen, counters);
        ShowHolds(screen, outcome);
        ShowFaults(screen, counters, outcome.Breaches);
        screen.Line($"timeline: {page}");
    }

    public static void ShowCalls(Screen screen, SimulationCounters counters)
    {
        var calls = new Sheet("call", "sent", "throttled");
        foreach (var (action, sent) in counters.Calls)
        {
            calls.Add($"{action}", $"{sent}", $"{counters.Throttled.GetValueOrDefault(action)}");
        }

        screen.Show(calls);
        screen.Line();
    }

    private static void ShowHolds(Screen screen, SimulationOutcome outcome)
    {
        var sheet = new Sheet("held by", "in all", "instances at once", "such as");
        foreach (var hold in outcome.Holds)
        {
            sheet.Add($"{hold.Reason}", $"{hold.Lasted:d\\.hh\\:mm\\:ss}", $"{hold.InstancesMax}", hold.Detail);
        }

        screen.ShowOr(sheet, "nothing was held");
        screen.Line();
    }

    public static void ShowFaults(
        Screen screen, SimulationCounters counters, ImmutableArray<SimulationBreach> breaches)
    {
        if (!counters.Faults.IsEmpty)
        {
            screen.Line($"faults: {string.Join(", ", counters.Faults.Select(
                fault => $"{fault.Value} {SimulationFaults.NameOf(fault.Key)}"))}");
        }

        foreach (var breach in breaches.Take(BreachesMax))
        {
            screen.Line(
                $"limit broken: {breach.Kind} at {breach.At:d\\.hh\\:mm\\:ss} by {breach.Action} {breach.Instance}: "
                + $"{breach.Detail}{(breach.IsLate ? " (done late)" : "")}"
                + (breach.IsForeseeable ? "" : " (nobody could have known)"));
        }
    }
}
