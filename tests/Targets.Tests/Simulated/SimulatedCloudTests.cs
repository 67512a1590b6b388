using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>The model: the same seed does the same, one fault moves nothing else, and its own count is true.</summary>
public sealed class SimulatedCloudTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public void The_same_seed_gives_the_same_trace_and_another_seed_another_one()
    {
        static List<string> Trace(long seed) => [.. Lived(FaultsOf(seed)).Cloud.Events.Select(known => $"{known}")];
        Assert.Equal(Trace(5), Trace(5));
        Assert.NotEqual(Trace(5), Trace(6));
    }

    [Fact]
    public void One_more_fault_leaves_the_times_of_all_else_as_they_were()
    {
        static List<string> Boots(SimulationSettings settings) =>
        [
            .. Lived(settings).Cloud.Events
                .Where(known => known is { Phase: InstancePhase.Healthy } && known.Instance != null)
                .Where(known => known.Instance!.Value.Value.StartsWith("web-new", StringComparison.Ordinal))
                .Select(known => $"{known.Instance} {known.At}"),
        ];
        var plain = Boots(new SimulationSettings());
        Assert.Equal(5, plain.Count);
        Assert.Equal(plain, Boots(CloudBench.With(FaultKind.Dies, 0.5)));
        Assert.Equal(plain, Boots(CloudBench.With(FaultKind.StaleLook, 1)));
    }

    [Fact]
    public void A_boot_takes_as_long_as_its_spread_says()
    {
        var settings = new SimulationSettings
        {
            Boot = new TimeSpread(TimeSpan.FromSeconds(40), 0),
            AppUp = new TimeSpread(TimeSpan.FromSeconds(5), 0),
            SensorUp = new TimeSpread(TimeSpan.FromSeconds(8), 0),
            CallTime = TimeSpread.None,
        };
        var bench = new CloudBench(settings, instances: 1);
        bench.Launch(CloudBench.Launch("web-a"));
        bench.Time.Advance(TimeSpan.FromSeconds(44));
        Assert.Equal(HealthState.Unhealthy, bench.Find("web-a")!.App.State);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthState.Healthy, bench.Find("web-a")!.App.State);
        Assert.Equal(HealthState.Unhealthy, bench.Find("web-a")!.Sensor.State);
        Assert.False(bench.Find("web-a")!.SensorIsSilent);
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        var up = bench.Find("web-a")!;
        Assert.True(up.Sensor.IsHealthy);
        Assert.Equal(VirtualTime.OrdinaryStart.AddSeconds(48), up.LastBeatAt);
        bench.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(VirtualTime.OrdinaryStart.AddSeconds(58), bench.Find("web-a")!.LastBeatAt);
    }

    [Fact]
    public void The_cloud_counts_warmup_surge_and_extremes_itself()
    {
        var settings = new SimulationSettings
        {
            Boot = new TimeSpread(TimeSpan.FromSeconds(40), 0),
            AppUp = TimeSpread.None,
            SensorUp = TimeSpread.None,
            CallTime = TimeSpread.None,
        };
        var bench = new CloudBench(settings, instances: 4);
        bench.BringUp(CloudBench.Launch("web-a"));
        Assert.Equal((5, 4), (Figures(bench).Total, Figures(bench).Available));
        bench.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(4, Figures(bench).Available);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, Figures(bench).Available);

        // 40 s of boot and 60 s of warm-up with one above the wish.
        Assert.Equal(100.0 / 3600, Figures(bench).SurgeHours, 6);
        bench.Do(target => target.DrainAsync(CloudBench.Fleet, CloudBench.OldInstance(0), None));
        bench.Do(target => target.TerminateAsync(CloudBench.Fleet, CloudBench.OldInstance(0), None));
        bench.Time.Advance(TimeSpan.FromHours(1));
        var figures = Figures(bench);
        Assert.Equal((4, 4, 4, 5), (figures.Total, figures.Available, figures.LowestAvailable, figures.HighestTotal));
        Assert.Equal(100.0 / 3600, figures.SurgeHours, 6);
        Assert.Empty(bench.Cloud.BreachesOf(CloudBench.Fleet));
    }

    [Fact]
    public void An_act_that_breaks_the_floor_is_recorded_with_its_numbers()
    {
        // 90 % of 10 is 9: the first drain is allowed, the second is not.
        var bench = new CloudBench(new SimulationSettings(), instances: 10);
        bench.Look();
        bench.Do(target => target.DrainAsync(CloudBench.Fleet, CloudBench.OldInstance(0), None));
        Assert.Empty(bench.Cloud.BreachesOf(CloudBench.Fleet));
        bench.Do(target => target.TerminateAsync(CloudBench.Fleet, CloudBench.OldInstance(1), None));
        var breach = Assert.Single(bench.Cloud.BreachesOf(CloudBench.Fleet));
        Assert.Equal(
            (BreachKind.Floor, ApiAction.Terminate, CloudBench.OldInstance(1), true),
            (breach.Kind, breach.Action, breach.Instance, breach.IsForeseeable));
        Assert.Contains("9 available - 1 < floor 9", breach.Detail, StringComparison.Ordinal);
        Assert.Equal(-1, Figures(bench).LowestAgainstFloor);
    }

    [Fact]
    public void A_breach_that_only_a_death_since_the_last_look_makes_is_not_foreseeable()
    {
        var bench = new CloudBench(new SimulationSettings(), instances: 10);
        bench.Look();
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        bench.Cloud.Kill(CloudBench.OldInstance(5));
        bench.Do(target => target.DrainAsync(CloudBench.Fleet, CloudBench.OldInstance(0), None));
        Assert.False(Assert.Single(bench.Cloud.BreachesOf(CloudBench.Fleet)).IsForeseeable);

        // Seen, it is.
        bench.Look();
        bench.Do(target => target.DrainAsync(CloudBench.Fleet, CloudBench.OldInstance(1), None));
        Assert.True(bench.Cloud.BreachesOf(CloudBench.Fleet)[1].IsForeseeable);
    }

    [Fact]
    public void A_launch_above_the_ceiling_and_a_second_one_of_the_same_attempt_are_recorded()
    {
        // 110 % of 10 is 11.
        var bench = new CloudBench(new SimulationSettings(), instances: 10);
        bench.Launch(CloudBench.Launch("web-a", replaces: CloudBench.OldInstance(0)));
        Assert.Empty(bench.Cloud.BreachesOf(CloudBench.Fleet));
        bench.Launch(CloudBench.Launch("web-b", replaces: CloudBench.OldInstance(0)));
        Assert.Equal(
            [BreachKind.DoubleLaunch, BreachKind.Ceiling],
            bench.Cloud.BreachesOf(CloudBench.Fleet).Select(breach => breach.Kind));
    }

    [Fact]
    public void An_act_under_an_older_lease_than_one_seen_before_is_recorded()
    {
        var bench = new CloudBench(new SimulationSettings(), instances: 10);
        var first = new SimulatedFleetTarget(bench.Cloud, bench.Time, _ => 1);
        var second = new SimulatedFleetTarget(bench.Cloud, bench.Time, _ => 2);
        void Drain(SimulatedFleetTarget target, string name) =>
            bench.Time.Run(() => target.DrainAsync(CloudBench.Fleet, new InstanceId(name), None));
        Drain(first, "nobody");
        Drain(second, "nobody");
        Drain(second, "nobody");
        Assert.Empty(bench.Cloud.BreachesOf(CloudBench.Fleet));
        Drain(first, "nobody");
        Assert.Equal(BreachKind.StaleWriter, Assert.Single(bench.Cloud.BreachesOf(CloudBench.Fleet)).Kind);
    }

    [Fact]
    public void A_token_is_one_launch_for_ever()
    {
        var bench = new CloudBench(new SimulationSettings(), instances: 1);
        var launch = CloudBench.Launch("web-a");
        bench.Launch(launch);
        Assert.Throws<TargetException>(() => bench.Launch(launch with { Zone = "zone-b" }));
        Assert.Throws<TargetException>(() => bench.Launch(CloudBench.Launch("web-b") with { Token = launch.Token }));
        bench.Do(target => target.TerminateAsync(CloudBench.Fleet, launch.Instance, None));
        bench.Launch(launch);
        Assert.Null(bench.Find("web-a"));
        Assert.Equal(1, bench.Cloud.Counters.Launches);
        bench.Launch(launch with { Token = "the next attempt" });
        Assert.NotNull(bench.Find("web-a"));
    }

    [Fact]
    public void A_reimage_changes_the_disk_once_and_refuses_who_is_in_service()
    {
        var bench = new CloudBench(new SimulationSettings(), instances: 2);
        var id = CloudBench.OldInstance(0);
        var reimage = new RotationCommand.Reimage(id, CloudBench.New, 0, 1, "reimage-0", "the test");
        void Reimage() => bench.Do(target => target.ReimageAsync(CloudBench.Fleet, reimage, None));
        Assert.Throws<TargetException>(Reimage);
        bench.Do(target => target.DrainAsync(CloudBench.Fleet, id, None));
        bench.Until(() => bench.Find(id.Value)!.Service == ServiceState.Drained);
        Reimage();
        var fresh = bench.Find(id.Value)!;
        Assert.Equal(
            (CloudBench.New, "reimage-0", ServiceState.Unregistered, HealthState.Unhealthy, null),
            (fresh.Image, fresh.LaunchToken, fresh.Service, fresh.App.State, fresh.LastBeatAt));
        bench.Until(() => bench.Find(id.Value) is { App.IsHealthy: true, Sensor.IsHealthy: true });
        Reimage();
        Assert.True(bench.Find(id.Value)!.App.IsHealthy);
        bench.Do(target => target.RegisterAsync(CloudBench.Fleet, id, None));
        bench.Do(target => target.AdmitAsync(CloudBench.Fleet, id, None));
        Assert.Equal(ServiceState.InService, bench.Find(id.Value)!.Service);
    }

    [Fact]
    public void An_isolated_instance_runs_on_unreachable_and_comes_back_to_no_load_balancer()
    {
        var bench = new CloudBench(new SimulationSettings(), instances: 2);
        var id = CloudBench.OldInstance(0);
        bench.Do(target => target.IsolateAsync(CloudBench.Fleet, id, None));
        bench.Do(target => target.IsolateAsync(CloudBench.Fleet, id, None));
        var cut = bench.Find(id.Value)!;
        Assert.Equal(
            (true, true, ServiceState.Unregistered, HealthState.Unhealthy, HealthState.Unhealthy),
            (cut.Running, cut.Isolated, cut.Service, cut.App.State, cut.Sensor.State));
        Assert.Throws<TargetException>(
            () => bench.Do(target => target.RegisterAsync(CloudBench.Fleet, id, None)));
    }

    [Fact]
    public void An_image_may_break_at_once_or_later()
    {
        var never = new SimulationSettings { BadImages = [new BadImage(CloudBench.New, null)] };
        var bench = new CloudBench(never, instances: 1);
        bench.Launch(CloudBench.Launch("web-a"));
        bench.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(
            (HealthState.Unhealthy, HealthState.Healthy),
            (bench.Find("web-a")!.App.State, bench.Find("web-a")!.Sensor.State));

        var later = new SimulationSettings { BadImages = [new BadImage(CloudBench.New, TimeSpan.FromMinutes(30))] };
        bench = new CloudBench(later, instances: 1);
        bench.BringUp(CloudBench.Launch("web-a"));
        bench.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("HTTP 503", bench.Find("web-a")!.App.Detail);
    }

    [Fact]
    public void What_is_to_happen_later_happens_at_its_place()
    {
        var bench = new CloudBench(new SimulationSettings(), instances: 3);
        bench.Cloud.After(TimeSpan.FromMinutes(1), cloud => cloud.Kill(CloudBench.OldInstance(0)));
        bench.Cloud.After(TimeSpan.FromMinutes(2), cloud => cloud.Want(CloudBench.Fleet, 7));
        bench.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(bench.Find("web-old00000")!.Running);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(bench.Find("web-old00000")!.Running);
        Assert.Null(bench.Look().Desired);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(7, bench.Look().Desired);
    }

    private static FleetFigures Figures(CloudBench bench) => bench.Cloud.FiguresOf(CloudBench.Fleet);

    private static SimulationSettings FaultsOf(long seed) =>
        new() { Seed = seed, Faults = SimulationFaults.Parse("dies=0.3,answer-lost=0.1,done-twice=0.2,interference") };

    // Five launches and an hour, whatever is refused.
    private static CloudBench Lived(SimulationSettings settings)
    {
        var bench = new CloudBench(settings, instances: 10);
        for (var number = 0; number < 5; number++)
        {
            try
            {
                bench.Launch(CloudBench.Launch($"web-new{number}"));
            }
            catch (TargetException exception) when (exception.IsTransient)
            {
                // The answer is lost, the launch is not.
            }
        }

        for (var minute = 0; minute < 60; minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            bench.Look();
        }

        return bench;
    }
}
