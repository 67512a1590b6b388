using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Quickstart;

namespace ImageForge.Cli.Output;

/// <summary>The end of a quickstart: what a person tells a colleague about it.</summary>
internal sealed class QuickstartSummary(
    Screen screen, QuickstartReport report, StateDirectory state, ArtifactStore artifacts)
{
    private const int PackagesShownMax = 12;

    public void Show()
    {
        screen.Line();
        ShowInstances();
        screen.Line();
        ShowPackages();
        screen.Line();
        ShowTraffic();
        screen.Line();
        ShowPlaces();
        screen.Line();
        ShowVerdict();
        ShowNext();
    }

    private void ShowInstances()
    {
        screen.Heading($"Fleet {report.Options.Fleet}: from {report.Released.Id} to {report.Patched.Id}");
        var sheet = new Sheet("before", "age", "sensor", "", "after", "age", "app", "sensor", "requests");
        var after = report.After.Instances.ToDictionary(instance => instance.Id);
        foreach (var old in report.Before.Instances)
        {
            after.Remove(report.Replacements.GetValueOrDefault(old.Id, old.Id), out var now);
            sheet.Add([$"{old.Id} {old.Image}", Age(old, report.Before), Health(old.Sensor), "→", .. After(now)]);
        }

        foreach (var extra in after.Values)
        {
            sheet.Add(["", "", "", "→", .. After(extra)]);
        }

        screen.Show(sheet);
    }

    private Cell[] After(InstanceView? instance) => instance is null
        ? ["gone", "", "", "", ""]
        :
        [
            $"{instance.Id} {instance.Image}", Age(instance, report.After), Health(instance.App),
            Health(instance.Sensor),
            $"{report.Load.AnswersByInstance.GetValueOrDefault(instance.Id.Value)}",
        ];

    private void ShowPackages()
    {
        screen.Heading("Packages");
        DiffView.ShowPackages(screen, report.Diff, PackagesShownMax);
    }

    private void ShowTraffic()
    {
        var load = report.Load;
        screen.Heading("Under load");
        screen.Line(
            $"  requests   {load.Sent} sent in {load.Elapsed.TotalSeconds:0.0} s "
            + $"({load.Rate:0.##} a second: {load.Expected:0} due), {load.Failed} failed");
        var latency = load.Latency;
        screen.Line(
            $"  latency    p50 {latency.P50} ms, p95 {latency.P95} ms, p99 {latency.P99} ms, most {latency.Max} ms");
        screen.Line(
            $"  serving    never fewer than {report.Probe.LowestServing?.ToString() ?? "?"} instances "
            + $"in {report.Probe.Rounds} looks of the prober; "
            + $"the floor is {report.Limits.Floor} of {report.Limits.Desired}");
        var times = report.Phases.Select(phase =>
            $"{Words(phase.Name)} {Ago.Span(TimeSpan.FromSeconds(phase.Seconds))}");
        screen.Line($"  times      {string.Join(" · ", times)}");
    }

    private static string Words(string phase) => Enum.Parse<QuickstartPhase>(phase) switch
    {
        QuickstartPhase.BuildReleased => "first image",
        QuickstartPhase.LaunchFleet => "fleet start",
        QuickstartPhase.BuildPatched => "patched image",
        QuickstartPhase.Rotate => "rotation",
        _ => phase,
    };

    private void ShowPlaces()
    {
        screen.Heading("Where things lie");
        screen.Line($"  before     {artifacts.FolderOf(report.Released.Id)}");
        screen.Line($"  after      {artifacts.FolderOf(report.Patched.Id)}");
        screen.Line($"  journal    {state.Database}, chain fleet/{report.Options.Fleet}");
        if (report.Options.Keep)
        {
            screen.Line($"  the fleet  {report.Endpoint}");
        }
    }

    private void ShowVerdict()
    {
        if (report.Faults.IsEmpty)
        {
            screen.Heading("Proven: every instance replaced, no request failed, the floor was kept.");
            return;
        }

        screen.Heading("NOT proven:");
        foreach (var fault in report.Faults)
        {
            screen.Line($"  - {fault}");
        }

        foreach (var failure in report.Load.FirstFailures)
        {
            screen.Line($"    request {failure.Number} at {failure.At.TotalSeconds:0.0} s: {failure.Cause}");
        }
    }

    private void ShowNext()
    {
        screen.Line();
        screen.Heading("Try next");
        if (report.Options.Keep)
        {
            screen.Line($"  ./imageforge fleet show {report.Options.Fleet}");
            screen.Line($"  ./imageforge why {report.After.Instances.FirstOrDefault()?.Id}");
            screen.Line($"  ./imageforge rotate {report.Options.Fleet} --plan --to {report.Released.Id}");
            screen.Line($"  (and when you are done: ./imageforge fleet destroy {report.Options.Fleet})");
            return;
        }

        screen.Line($"  ./imageforge image diff {report.Released.Id} {report.Patched.Id}");
        screen.Line($"  ./imageforge journal show fleet/{report.Options.Fleet}");
        screen.Line("  ./imageforge quickstart --keep");
    }

    private static Cell Age(InstanceView instance, FleetSnapshot snapshot) =>
        Ago.Span(snapshot.ObservedAt - instance.LaunchedAt);

    private static Cell Health(HealthView health) => new(health.Detail, health.IsHealthy ? Tone.Good : Tone.Bad);
}
