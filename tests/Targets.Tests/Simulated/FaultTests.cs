using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>Each fault, switched on alone and so often that it must come, shows as it should.</summary>
public sealed class FaultTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public void Launch_refused_makes_nothing()
    {
        var bench = Bench(FaultKind.LaunchRefused, 1);
        Assert.False(Assert.Throws<TargetException>(() => bench.Launch(CloudBench.Launch("web-a"))).IsCapacity);
        Assert.Null(bench.Find("web-a"));
        AssertCounted(bench, FaultKind.LaunchRefused);
    }

    [Theory]
    [InlineData(FaultKind.NeverBoots, HealthState.Unhealthy, HealthState.Unhealthy)]
    [InlineData(FaultKind.AppNeverUp, HealthState.Unhealthy, HealthState.Healthy)]
    [InlineData(FaultKind.SensorNeverUp, HealthState.Healthy, HealthState.Unhealthy)]
    public void A_launch_may_never_come_up(FaultKind kind, HealthState app, HealthState sensor)
    {
        var bench = Bench(kind, 1);
        bench.Launch(CloudBench.Launch("web-a"));
        bench.Time.Advance(TimeSpan.FromHours(1));
        var view = bench.Find("web-a")!;
        Assert.Equal((true, app, sensor), (view.Running, view.App.State, view.Sensor.State));
        AssertCounted(bench, kind);
    }

    [Fact]
    public void Dies_ends_instances_at_its_rate()
    {
        var bench = Bench(FaultKind.Dies, 0.1, instances: 1000);
        bench.Time.Advance(TimeSpan.FromHours(1));

        // 1 - e^-0.1 of a thousand are 95.
        Assert.InRange(bench.Look().Instances.Count(view => !view.Running), 70, 120);
        AssertCounted(bench, FaultKind.Dies);
    }

    [Theory]
    [InlineData(FaultKind.AppBreaks)]
    [InlineData(FaultKind.SensorBreaks)]
    public void What_breaks_heals(FaultKind kind)
    {
        var bench = Bench(kind, 1);
        bool IsSick(InstanceView view) =>
            (kind == FaultKind.AppBreaks ? view.App : view.Sensor).State == HealthState.Unhealthy;
        bench.Until(() => bench.Look().Instances.Any(IsSick));
        Assert.True(bench.Cloud.FiguresOf(CloudBench.Fleet).Available < 10);
        var id = bench.Look().Instances.First(IsSick).Id;
        bench.Until(() => !IsSick(bench.Find(id.Value)!));
        AssertCounted(bench, kind);
    }

    [Fact]
    public void Answer_lost_is_an_act_that_was_done()
    {
        var bench = Bench(FaultKind.AnswerLost, 1);
        Assert.True(Assert.Throws<TargetException>(() => bench.Launch(CloudBench.Launch("web-a"))).IsTransient);
        Assert.NotNull(bench.Find("web-a"));
        AssertCounted(bench, FaultKind.AnswerLost);
    }

    [Fact]
    public void Answer_late_is_an_act_that_is_done_after_the_caller_gave_up()
    {
        var bench = Bench(FaultKind.AnswerLate, 1);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), bench.Time);
        Assert.ThrowsAny<OperationCanceledException>(() => bench.Do(
            target => target.LaunchAsync(CloudBench.Fleet, CloudBench.Launch("web-a"), deadline.Token)));
        Assert.Null(bench.Find("web-a"));
        bench.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.NotNull(bench.Find("web-a"));
        AssertCounted(bench, FaultKind.AnswerLate);
    }

    [Fact]
    public void Done_twice_brings_an_act_back_after_the_next_one()
    {
        var bench = Bench(FaultKind.DoneTwice, 1);
        var id = CloudBench.OldInstance(0);
        bench.Do(target => target.DrainAsync(CloudBench.Fleet, id, None));
        bench.Do(target => target.AdmitAsync(CloudBench.Fleet, id, None));
        Assert.Equal(ServiceState.InService, bench.Find(id.Value)!.Service);
        bench.Until(() => bench.Find(id.Value)!.Service == ServiceState.Draining);
        AssertCounted(bench, FaultKind.DoneTwice);
    }

    [Fact]
    public void Stale_look_says_how_old_it_is()
    {
        var bench = Bench(FaultKind.StaleLook, 1);
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        bench.Do(target => target.TerminateAsync(CloudBench.Fleet, CloudBench.OldInstance(0), None));
        var doneAt = bench.Time.GetUtcNow();
        bench.Launch(CloudBench.Launch("web-a"));
        var (early, late) = (0, 0);
        for (var look = 0; look < 40; look++)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            var snapshot = bench.Look();
            Assert.InRange(bench.Time.GetUtcNow() - snapshot.ObservedAt, TimeSpan.Zero, TimeSpan.FromSeconds(30));
            var isBefore = snapshot.ObservedAt < doneAt;
            Assert.Equal(isBefore, snapshot.Instances.Any(view => view.Id == CloudBench.OldInstance(0)));
            (early, late) = (early + (isBefore ? 1 : 0), late + (isBefore ? 0 : 1));
        }

        Assert.True(early > 0 && late > 0, $"{early} {late}");
        AssertCounted(bench, FaultKind.StaleLook);
    }

    [Fact]
    public void Launch_unseen_hides_the_young_and_says_nothing()
    {
        var bench = Bench(FaultKind.LaunchUnseen, 1);
        bench.Launch(CloudBench.Launch("web-a"));
        var hidden = bench.Look();
        Assert.Equal((10, bench.Time.GetUtcNow()), (hidden.Instances.Length, hidden.ObservedAt));
        bench.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(11, bench.Look().Instances.Length);
        AssertCounted(bench, FaultKind.LaunchUnseen);
    }

    [Fact]
    public void Look_refused_shows_nothing()
    {
        var bench = Bench(FaultKind.LookRefused, 1);
        Assert.True(Assert.Throws<TargetException>(() => bench.Look()).IsTransient);
        AssertCounted(bench, FaultKind.LookRefused);
    }

    [Fact]
    public void Capacity_shortage_is_of_a_zone_and_ends()
    {
        var bench = Bench(FaultKind.CapacityShortage, 3);
        var tries = 0;
        TargetException? Try(string zone)
        {
            try
            {
                bench.Launch(CloudBench.Launch($"web-{tries++}") with { Zone = zone });
                return null;
            }
            catch (TargetException exception)
            {
                return exception;
            }
        }

        bench.Until(() => Try("zone-a") is not null);
        var full = Try("zone-a")!;
        Assert.Equal((true, false), (full.IsCapacity, full.IsTransient));
        bench.Until(() => Try("zone-a") is null);
        AssertCounted(bench, FaultKind.CapacityShortage);
    }

    [Fact]
    public void A_shortage_may_be_written_down()
    {
        var shortage = new CapacityShortage("zone-b", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        var bench = new CloudBench(new SimulationSettings { Shortages = [shortage] }, instances: 1);
        bench.Launch(CloudBench.Launch("web-a") with { Zone = "zone-b" });
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Throws<TargetException>(() => bench.Launch(CloudBench.Launch("web-b") with { Zone = "zone-b" }));
        bench.Launch(CloudBench.Launch("web-b"));
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        bench.Launch(CloudBench.Launch("web-c") with { Zone = "zone-b" });
    }

    [Fact]
    public void Clock_jump_moves_the_wall_and_comes_back()
    {
        var bench = Bench(FaultKind.ClockJump, 5);
        TimeSpan Skew() => bench.Time.GetUtcNow() - VirtualTime.OrdinaryStart - bench.Time.Elapsed;
        bench.Until(() => bench.Look().Instances.Length == 10 && Skew() != TimeSpan.Zero);
        Assert.InRange(Skew(), TimeSpan.FromMinutes(-30), TimeSpan.FromMinutes(30));
        var observedAt = bench.Look().ObservedAt;
        Assert.Equal(bench.Time.GetUtcNow(), observedAt);
        AssertCounted(bench, FaultKind.ClockJump);
    }

    [Fact]
    public void Interference_is_a_loss_that_is_not_ours()
    {
        var bench = Bench(FaultKind.Interference, 30);
        bench.Until(() => bench.Look().Instances.Count(view => view.Service == ServiceState.InService) < 8);
        Assert.Empty(bench.Cloud.BreachesOf(CloudBench.Fleet));
        AssertCounted(bench, FaultKind.Interference);
    }

    [Fact]
    public void Autoscaling_moves_the_wish_within_its_bounds_and_the_limits_follow()
    {
        var bench = Bench(FaultKind.Autoscaling, 5);
        bench.Until(() => bench.Look().Desired is { } desired && desired != 10);
        var desired = bench.Look().Desired!.Value;
        Assert.InRange(desired, 5, 15);
        Assert.Equal(desired, bench.Cloud.SamplesOf(CloudBench.Fleet)[^1].Desired);
        AssertCounted(bench, FaultKind.Autoscaling);
    }

    [Fact]
    public void Receiver_restart_makes_every_sensor_unknown_for_a_while_and_no_loss()
    {
        var bench = Bench(FaultKind.ReceiverRestart, 10);
        bench.Until(() => bench.Look().Instances.All(view => view.Sensor.State == HealthState.Unknown));
        Assert.Equal(10, bench.Cloud.FiguresOf(CloudBench.Fleet).Available);
        bench.Until(() => bench.Look().Instances.All(view => view.Sensor.IsHealthy));
        AssertCounted(bench, FaultKind.ReceiverRestart);
    }

    [Fact]
    public void Correlated_silence_is_seen_as_silence_of_many_and_is_no_loss()
    {
        var bench = Bench(FaultKind.CorrelatedSilence, 6);
        bench.Until(() => bench.Look().Instances.Count(view => view.SensorIsSilent) > 2);
        var silent = bench.Look().Instances.First(view => view.SensorIsSilent);
        Assert.True(bench.Time.GetUtcNow() - silent.LastBeatAt >= TimeSpan.FromSeconds(20));
        Assert.Equal(10, bench.Cloud.FiguresOf(CloudBench.Fleet).Available);
        bench.Until(() => bench.Look().Instances.All(view => view.Sensor.IsHealthy));
        AssertCounted(bench, FaultKind.CorrelatedSilence);
    }

    [Fact]
    public void Throttling_is_transient_and_counted()
    {
        var settings = new SimulationSettings { Limits = ApiLimits.Ec2, TenantShare = 0, CallTime = TimeSpread.None };
        var bench = new CloudBench(settings, instances: 1);
        for (var number = 0; number < 5; number++)
        {
            bench.Launch(CloudBench.Launch($"web-{number}"));
        }

        Assert.True(Assert.Throws<TargetException>(() => bench.Launch(CloudBench.Launch("web-x"))).IsTransient);
        Assert.Equal((6, 1), (
            bench.Cloud.Counters.Calls[ApiAction.Launch], bench.Cloud.Counters.Throttled[ApiAction.Launch]));
        Assert.Null(bench.Find("web-x"));
    }

    [Fact]
    public void Faults_end_when_they_are_told_to()
    {
        var faults = SimulationFaults.Parse("all=1") with { Until = TimeSpan.FromMinutes(30) };
        var bench = new CloudBench(new SimulationSettings { Faults = faults }, instances: 10);
        bench.Time.Advance(TimeSpan.FromMinutes(31));
        bench.Look();
        var counted = bench.Cloud.Counters.Faults;
        Assert.NotEmpty(counted);
        bench.Time.Advance(TimeSpan.FromHours(5));
        bench.Launch(CloudBench.Launch("web-a"));
        bench.Until(() => bench.Find("web-a") is { App.IsHealthy: true, Sensor.IsHealthy: true });
        Assert.Equal(counted, bench.Cloud.Counters.Faults);
    }

    [Fact]
    public void Faults_are_read_from_words_and_wrong_words_say_what_is_right()
    {
        var faults = SimulationFaults.Parse("answer-lost=0.5, dies");
        Assert.Equal((0.5, SimulationFaults.OrdinaryRate(FaultKind.Dies)), (
            faults.RateOf(FaultKind.AnswerLost), faults.RateOf(FaultKind.Dies)));
        Assert.Equal(0, faults.RateOf(FaultKind.ClockJump));
        Assert.Equal(SimulationFaults.Kinds.Count, SimulationFaults.Parse("all").Rates.Count);
        Assert.Empty(SimulationFaults.Parse("").Rates);
        Assert.Contains("capacity-shortage", WayOut("earthquake"), StringComparison.Ordinal);
        Assert.Contains("probability", WayOut("answer-lost=2"), StringComparison.Ordinal);
        Assert.Contains("answer-lost=0.02", WayOut("answer-lost=much"), StringComparison.Ordinal);
        Assert.Equal(7, SimulationFaults.Parse("dies=7").RateOf(FaultKind.Dies));
    }

    private static string WayOut(string text) =>
        Assert.Throws<ForgeException>(() => SimulationFaults.Parse(text)).WayOut!;

    private static CloudBench Bench(FaultKind kind, double rate, int instances = 10) =>
        new(CloudBench.With(kind, rate), instances);

    private static void AssertCounted(CloudBench bench, FaultKind kind)
    {
        Assert.True(bench.Cloud.Counters.Faults.GetValueOrDefault(kind) > 0);
        Assert.Single(bench.Cloud.Counters.Faults);
    }
}
