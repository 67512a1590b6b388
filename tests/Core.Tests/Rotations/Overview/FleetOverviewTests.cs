using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Core.Tests.Rotations.Overview;

/// <summary>What people are told of a fleet.</summary>
public sealed class FleetOverviewTests
{
    private static readonly InstanceView[] Drifted = [Scene.Instance("web-a"), Scene.Instance("web-b")];
    private static readonly InstanceView[] Current =
        [Scene.Instance("web-a", Scene.New), Scene.Instance("web-b", Scene.New)];

    private static readonly RotationPolicy Two = Scene.Policy with { Desired = 2, MinHealthyPercentage = 50 };

    [Fact]
    public void A_fleet_on_its_image_is_steady_and_available_though_no_journal_says_since_when()
    {
        var fleet = Tell(Rest(Current));
        Assert.Equal(FleetCondition.Steady, fleet.Condition);
        Assert.Equal((2, 2, 2), (fleet.Total, fleet.Available, fleet.OnGoal));
        Assert.Empty(fleet.Notices);
        Assert.Equal(new SensorCoverage(2, 0, 0), fleet.Sensors);
    }

    [Fact]
    public void One_that_came_up_a_moment_ago_is_not_available_yet()
    {
        var young = Current[0] with { LaunchedAt = Scene.Now.AddSeconds(-1) };
        var fleet = Tell(Rest([young, Current[1]]));
        Assert.Equal(1, fleet.Available);
        Assert.Equal(InstanceStage.WarmingUp, fleet.Instances[0].Stage);
    }

    [Fact]
    public void Another_image_is_behind_and_named_with_its_reason()
    {
        var fleet = Tell(Rest([Drifted[0], Current[1]]));
        Assert.Equal(FleetCondition.Behind, fleet.Condition);
        Assert.Equal(CandidateReason.Drift, fleet.Instances[0].Reason);
        Assert.Equal(InstanceStage.Waiting, fleet.Instances[0].Stage);
        Assert.Equal(1, fleet.Reasons[CandidateReason.Drift]);
        Assert.Equal(1, fleet.OnGoal);
    }

    [Fact]
    public void Sick_ones_are_below_the_floor_and_a_gap()
    {
        var sick = Current.Select(view => view with { Sensor = new HealthView(HealthState.Unhealthy, "silent") });
        var fleet = Tell(Rest([.. sick]));
        Assert.Equal(FleetCondition.BelowFloor, fleet.Condition);
        Assert.Equal(new SensorCoverage(0, 2, 0), fleet.Sensors);
        Assert.Contains(fleet.Notices, notice => notice.Command == "imageforge why web-a");
        Assert.All(fleet.Notices, notice => Assert.Equal(NoticeKind.Watch, notice.Kind));
    }

    [Fact]
    public void What_a_rotation_finds_in_service_and_has_yet_to_watch_is_not_what_is_missing()
    {
        var fleet = Tell(UnderWay(Drifted, []));
        Assert.Equal(0, fleet.Available);
        Assert.Equal(FleetCondition.Rotating, fleet.Condition);
        Assert.All(fleet.Instances, instance => Assert.Equal(InstanceStage.Waiting, instance.Stage));
    }

    [Fact]
    public void Each_instance_of_a_rotation_stands_where_it_is_on_its_way()
    {
        var booting = Scene.Instance("web-c", Scene.New) with
        {
            Service = ServiceState.Registered, App = new HealthView(HealthState.Unhealthy, "no answer"),
            LaunchedAt = Scene.Now.AddSeconds(-20),
        };
        var leaving = Drifted[1] with { Service = ServiceState.Draining };
        var launched = new RotationEvent.LaunchBegan(
            booting.Id, Scene.New, 0, 1, booting.LaunchToken, leaving.Id, "a test");
        var fleet = Tell(UnderWay([Drifted[0], leaving, booting], [launched]));
        Assert.Equal(
            [InstanceStage.Waiting, InstanceStage.Leaving, InstanceStage.Booting],
            fleet.Instances.Select(instance => instance.Stage));

        // Whoever boots has no sensor to be silent yet.
        Assert.Equal(2, fleet.Sensors.Total);
    }

    [Theory]
    [InlineData(HoldReason.Approval, "imageforge rotation approve web")]
    [InlineData(HoldReason.Paused, "imageforge rotation resume web")]
    [InlineData(HoldReason.BreakerOpen, "imageforge rotation show web")]
    public void What_waits_for_a_person_says_what_to_type(HoldReason reason, string command)
    {
        var sight = UnderWay(Drifted, []);
        var plan = sight.Plan! with { Holds = [new Hold(null, reason, "2 of 2", null)] };
        var fleet = Tell(sight with { Plan = plan });
        Assert.Equal(FleetCondition.NeedsPerson, fleet.Condition);
        var notice = Assert.Single(fleet.Notices, notice => notice.Kind == NoticeKind.Act);
        Assert.Equal(command, notice.Command);
        Assert.True(Assert.Single(fleet.Holds).NeedsPerson);
    }

    [Fact]
    public void Holds_of_one_reason_are_one_with_the_earliest_time()
    {
        var groups = HoldGroup.Of(
            new FleetName("web"),
            [
                new Hold(Drifted[1].Id, HoldReason.Checkpoint, "1 of 2", Scene.Now.AddMinutes(9)),
                new Hold(Drifted[0].Id, HoldReason.Checkpoint, "1 of 2", Scene.Now.AddMinutes(5)),
                new Hold(Drifted[0].Id, HoldReason.Quarantined, "kept", null),
            ]);
        Assert.Equal(2, groups.Length);
        Assert.Equal(HoldReason.Quarantined, groups[0].Reason);
        Assert.Equal([Drifted[0].Id, Drifted[1].Id], groups[1].Instances);
        Assert.Equal(Scene.Now.AddMinutes(5), groups[1].NextEligibleAt);
    }

    [Fact]
    public void A_fleet_that_cannot_be_seen_says_why_and_one_without_a_schedule_what_is_missing()
    {
        var unseen = Tell(Rest(Current) with { Snapshot = null, Unseen = "no answer", Need = null });
        Assert.Equal(FleetCondition.Unseen, unseen.Condition);
        Assert.Contains("no answer", Assert.Single(unseen.Notices).Text, StringComparison.Ordinal);

        var alone = Tell(Rest(Current) with { Policy = null, Current = null, Need = null });
        Assert.Contains(alone.Notices, notice => notice.Text.Contains("no schedule", StringComparison.Ordinal));

        var wrong = Tell(Rest(Current) with { ScheduleFault = "schedules/web.yaml:3:1: wrong" });
        Assert.Equal(FleetCondition.NeedsPerson, wrong.Condition);
    }

    [Fact]
    public void Ages_are_counted_against_the_limit_and_beyond_it()
    {
        var spread = AgeSpread.Of([TimeSpan.FromDays(1), TimeSpan.FromDays(29)], TimeSpan.FromDays(30));
        Assert.Equal(TimeSpan.FromDays(2), spread.Step);
        Assert.Equal((1, 1, 2), (spread.Counts[0], spread.Counts[^1], spread.Counts.Sum()));

        var over = AgeSpread.Of([TimeSpan.FromDays(60)], TimeSpan.FromDays(30));
        Assert.Equal(TimeSpan.FromDays(4), over.Step);
        Assert.Equal(1, over.Counts[^1]);
        Assert.Equal(0, AgeSpread.Of([], null).Counts.Sum());
    }

    [Fact]
    public void All_fleets_together_are_summed_and_the_urgent_stands_first()
    {
        var calm = Tell(Rest(Current));
        var wrong = Tell(Rest(Drifted) with { ScheduleFault = "wrong" });
        var all = AllFleets.Of([calm, wrong], [], Scene.Now);
        Assert.Equal((4, 2), (all.Instances, all.OnGoal));
        Assert.Equal(4, all.Sensors.Total);
        Assert.Equal(NoticeKind.Act, all.Notices[0].Notice.Kind);
        Assert.NotNull(all.Oldest);
    }

    private static FleetOverview Tell(FleetSight sight) => FleetOverview.Of(sight, Scene.Now);

    private static FleetSight Rest(InstanceView[] instances)
    {
        var look = Scene.Look(instances);
        return new FleetSight
        {
            Fleet = look.Fleet,
            Runs = true,
            Policy = Two,
            Current = Scene.New,
            Snapshot = look,
            Need = RotationNeed.Of(Two, Scene.New, Scene.Now, look, RotationHistory.Empty, Scene.Now),
        };
    }

    private static FleetSight UnderWay(InstanceView[] instances, ImmutableArray<RotationEvent> events)
    {
        var look = Scene.Look(instances);
        var history = RotationHistory.Fold(
            events.Insert(0, new RotationEvent.Started(Scene.Rotation, Scene.New, "a test"))
                .Select(news => (news, Scene.Now.AddSeconds(-30))));
        return Rest(instances) with
        {
            Need = null,
            History = history,
            Plan = RotationPlanner.Plan(Two, Scene.New, look, history, Scene.Now),
        };
    }
}
