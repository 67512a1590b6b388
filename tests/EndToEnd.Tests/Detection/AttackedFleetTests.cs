using ImageForge.Browser.Tests;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Rotations;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>
/// One of our own attacks in one instance of a serving fleet of three, and nobody who does anything about it: its
/// beacon reports it, a clean one serves in its place, it is cut off, its disk is kept, and no request fails.
/// </summary>
[Trait("tier", "all")]
public sealed class AttackedFleetTests(SharedForge forge)
{
    private const string Scenario = "cron-table-drop-in";
    private const int Floor = 3;
    private static readonly TimeSpan ServeMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_attacked_instance_is_replaced_and_quarantined_and_no_request_is_lost()
    {
        Chromium.SkipUnlessHere();
        var attack = SharedForge.Definitions.ReadImage("web").Scenarios.Single(known => known.Id == Scenario);
        using var definitions = new DefinitionTree().WithTrap().WithAttack(attack.Run);
        Schedule(definitions);
        var plan = await forge.Engine.PlanAsync(
            SharedForge.Unattacked(new DefinitionReader(definitions.Root).ReadImage("web")), new BuildOptions(),
            Cancellation);
        var image = await forge.BuildAsync(plan);
        await using var stage = await FleetStage.LaunchAsync(forge, definitions, "attacked", image, image);
        using var service = stage.Command.Start("serve", "--listen", "127.0.0.1:0", "-o", "json");
        await using var camera = await DashboardCamera.OpenAsync(
            await service.UntilServesAsync(ServeMax),
            (await stage.Command.RunAsync("token", "create", "--role", "viewer", "-o", "json")).Json
                .GetProperty("secret").GetString()!);
        await using var witness = await FleetWitness.StartAsync(stage);
        var bad = (await stage.LookAsync()).Instances[1];

        var began = DateTimeOffset.UtcNow;
        await FleetStage.TrapAsync(bad, "attack");
        var incident = await AnsweredAsync(stage, bad.Id);

        Print(began, incident);
        Assert.True(incident.ReplacedAt <= incident.OutOfServiceAt, "the floor demands the replacement first");
        await AssertQuarantinedAsync(stage, bad.Id, incident);
        await witness.AssertNothingWasLostAsync(Floor);
        await camera.KeepAsync("attacked", ["", "fleets/attacked", "detections"]);
        await EndAsync(stage, service);
        Assert.Equal(0, (await stage.Command.RunAsync("journal", "verify")).ExitCode);
    }

    private static void Schedule(DefinitionTree definitions)
    {
        const string Path = "schedules/attacked.yaml";
        definitions.WithSchedule("attacked", launchTimeout: "5m").Write(
            Path, File.ReadAllText(System.IO.Path.Combine(definitions.Root, Path)) + """
            onDetection:
              - { severity: alert, action: quarantine }

            """);
    }

    private static async Task<DetectionIncident> AnsweredAsync(FleetStage stage, InstanceId bad)
    {
        DetectionIncident? incident = null;
        await Poll.UntilAsync(
            AnswerMax,
            async () =>
            {
                var ledger = (await stage.EventsAsync()).Aggregate(
                    DetectionLedger.Empty, (known, entry) => known.Apply(entry.Event, entry.At));
                incident = ledger.Incidents.FirstOrDefault(known => known.Instance == bad);
                return incident is { ReplacedAt: not null, IsolatedAt: not null, EvidenceAt: not null };
            },
            () => $"{incident}");
        return incident!;
    }

    private static void Print(DateTimeOffset began, DetectionIncident incident)
    {
        void Say(string what, DateTimeOffset? at) => TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {(at - began)?.TotalSeconds:0.0} s after the attack");
        Say("reported", incident.TakenAt);
        Say("replaced", incident.ReplacedAt);
        Say("out of service", incident.OutOfServiceAt);
        Say("quarantined", incident.IsolatedAt);
        Say("disk kept", incident.EvidenceAt);
    }

    private static async Task AssertQuarantinedAsync(FleetStage stage, InstanceId bad, DetectionIncident incident)
    {
        var (seen, clean) = (await stage.FindAsync(bad), await stage.FindAsync(incident.Replacement!.Value));
        Assert.Equal((true, true), (seen.Isolated, seen.Running));
        Assert.Equal((ServiceState.InService, true), (clean.Service, clean.Sensor.IsHealthy));
        var kept = await stage.Command.RunAsync("evidence", "list", "--verify", "-o", "json");
        Assert.True(kept.ExitCode == 0, $"{kept}");
        var copy = Assert.Single(kept.Json.GetProperty("copies").EnumerateArray());
        Assert.Equal(bad.Value, copy.GetProperty("instance").GetString());
        Assert.Equal(incident.EvidenceSha256, copy.GetProperty("sha256").GetString());
        var shown = await stage.Command.RunAsync("detection", "show", incident.Detection);
        Assert.Contains("T1053.003", shown.Output, StringComparison.Ordinal);
        Assert.Contains("it is cut off from every network", shown.Output, StringComparison.Ordinal);
    }

    // It gives the receiver back as it ends: what comes after must not find it half way there.
    private static async Task EndAsync(FleetStage stage, RunningCommand service)
    {
        service.Kill();
        await Poll.UntilAsync(
            ServeMax,
            () => Task.FromResult(stage.Processes().All(process => !Serves(process.Id))),
            () => "the service does not end");
    }

    private static bool Serves(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("\0serve\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
