using ImageForge.Targets;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Cli.Output;

/// <summary>A served cloud for people: where it is, and at its end what it counted.</summary>
internal static class CloudReportView
{
    public static void ShowStart(Screen screen, Uri address, CloudOrder order)
    {
        var target = $"simulated:{address.GetLeftPart(UriPartial.Authority)}";
        screen.Heading($"a simulated cloud with seed {order.Seed} listens at {address}");
        screen.Line($"  fleet {order.Fleet?.Fleet}: {order.Instances} instances");
        screen.Line($"  work in it:  imageforge rotate {order.Fleet?.Fleet} --target {target}");
        screen.Line($"  or for every command of a shell:  export {TargetChoice.Variable}={target}");
        screen.Line("  Ctrl-C ends it, and whatever runs in it; its time is real");
    }

    public static void Show(Screen screen, CloudReport report)
    {
        screen.Line();
        screen.Heading($"the cloud lasted {report.Lasted:d\\.hh\\:mm\\:ss}; {report.Counters.Launches} launches");
        SimulationView.ShowCalls(screen, report.Counters);
        var fleets = new Sheet(
            "fleet", "instances", "available", "lowest available", "against floor", "highest", "epoch",
            "broken limits");
        foreach (var fleet in report.Fleets)
        {
            fleets.Add(
                fleet.Fleet.Value, $"{fleet.Figures.Total}", $"{fleet.Figures.Available}",
                $"{fleet.Figures.LowestAvailable}", $"{fleet.Figures.LowestAgainstFloor:+0;-0;0}",
                $"{fleet.Figures.HighestTotal}", $"{fleet.Epoch}", $"{fleet.BreachesInAll}");
        }

        screen.ShowOr(fleets, "no fleet was ever in it");
        screen.Line();
        SimulationView.ShowFaults(
            screen, report.Counters, [.. report.Fleets.SelectMany(fleet => fleet.Breaches)]);
    }
}
