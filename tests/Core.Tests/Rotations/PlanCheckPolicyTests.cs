using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>
/// What persons, windows, checkpoints, protection, quarantine and reimage forbid: each rule refuses one bad plan, and
/// lets the same plan pass once its reason is gone.
/// </summary>
public sealed class PlanCheckPolicyTests
{
    private static readonly InstanceView[] Three =
        [Scene.Instance("web-a"), Scene.Instance("web-b"), Scene.Instance("web-c")];

    private static readonly RotationCommand.Launch ForA =
        Scene.Launch("web-n", replaces: "web-a") with { Token = "tokenn" };

    private static readonly RotationHistory Begun = Scene.History(Three);

    private static readonly RotationPolicy Swap = Scene.Policy with
    {
        Strategy = RotationStrategy.Reimage, MinHealthyPercentage = 66,
    };

    private static readonly RotationCommand.Reimage SwapA =
        new(new InstanceId("web-a"), Scene.New, 0, 1, "tokenswap", "test");

    private static readonly InstanceView[] ADrained =
        [Three[0] with { Service = ServiceState.Drained }, Three[1], Three[2]];

    [Fact]
    public void Beginning_a_pair_while_paused() => RefusedUnless(
        "paused", ForA, Begun.Apply(new RotationEvent.Paused("ada", ""), Scene.Now),
        Begun.Apply(new RotationEvent.Paused("ada", ""), Scene.Now)
            .Apply(new RotationEvent.Resumed("ada"), Scene.Now));

    [Fact]
    public void Beginning_a_pair_after_a_cancel() => RefusedUnless(
        "paused", ForA, Begun.Apply(new RotationEvent.CancelRequested("ada", ""), Scene.Now), Begun);

    [Fact]
    public void Adding_capacity_while_paused() =>
        Expect("paused", Check(
            Plan(Scene.Launch("web-n")), Begun.Apply(new RotationEvent.Paused("ada", ""), Scene.Now), Three[..2]));

    [Fact]
    public void Beginning_a_pair_outside_of_the_windows()
    {
        // 12:00 on a Thursday.
        var closed = Windows(DayOfWeek.Thursday, 13);

        Expect("window", Check(Plan(ForA), Begun, Three, closed));
        Assert.Empty(Check(Plan(ForA), Begun, Three, Windows(DayOfWeek.Thursday, 12)));
        Assert.Empty(Check(
            Plan(ForA), Begun.Apply(new RotationEvent.WindowsPassed("ada", "hotfix"), Scene.Now), Three, closed));
    }

    [Fact]
    public void Draining_ahead_outside_of_the_windows() =>
        Expect("window", Check(
            Plan(Drain("web-a")), Begun, Three,
            Windows(DayOfWeek.Friday, 12) with { MinHealthyPercentage = 0, MaxHealthyPercentage = 100 }));

    [Fact]
    public void Passing_a_checkpoint_before_its_delay()
    {
        var policy = Scene.Policy with { Checkpoints = [33], CheckpointDelay = TimeSpan.FromMinutes(10) };
        var after = Begun.Arrived(ForA);
        var next = Scene.Launch("web-m", slot: 1, replaces: "web-b") with { Token = "tokenm" };
        InstanceView[] replaced = [Three[1], Three[2], Scene.Instance("web-n", Scene.New)];

        Expect("checkpoint", Check(Plan(next), after, replaced, policy));
        Expect("checkpoint", Check(
            Plan(next), after.Apply(new RotationEvent.CheckpointReached(1), Scene.Now.AddMinutes(-9)), replaced,
            policy));
        Assert.Empty(Check(
            Plan(next), after.Apply(new RotationEvent.CheckpointReached(1), Scene.Now.AddMinutes(-10)), replaced,
            policy));
    }

    [Fact]
    public void Passing_an_approval_point()
    {
        var policy = Scene.Policy with { Approvals = [0] };

        Expect("approval", Check(Plan(ForA), Begun, Three, policy));
        Assert.Empty(Check(
            Plan(ForA), Begun.Apply(new RotationEvent.Approved(0, "ada"), Scene.Now), Three, policy));
    }

    [Fact]
    public void Moving_an_aged_instance_onto_a_stale_image()
    {
        var aged = Scene.Instance("web-a", Scene.New) with { LaunchedAt = Scene.Now.AddDays(-40) };

        Expect("stale image", Check(Plan(ForA), Built(daysAgo: 31), [aged, Three[1], Three[2]]));
        Assert.Empty(Check(Plan(ForA), Built(daysAgo: 29), [aged, Three[1], Three[2]]));
    }

    [Fact]
    public void Taking_out_what_is_protected()
    {
        var arrived = Begun.Arrived(ForA);
        InstanceView[] four = [.. Three, Scene.Instance("web-n", Scene.New)];
        var given = new RotationEvent.Protected(new InstanceId("web-a"), Scene.Now.AddMinutes(1), "ada", "");

        Expect("protected", Check(Plan(Drain("web-a")), arrived.Apply(given, Scene.Now), four));
        Assert.Empty(Check(
            Plan(Drain("web-a")), arrived.Apply(given with { Until = Scene.Now }, Scene.Now.AddHours(-1)), four));
    }

    [Fact]
    public void Terminating_what_is_compromised() =>
        Expect("evidence", Check(
            Plan(new RotationCommand.Terminate(new InstanceId("web-a"), "")), Compromised(), ADrained));

    [Fact]
    public void Terminating_what_a_person_has_released_is_allowed() => Assert.Empty(Check(
        Plan(new RotationCommand.Terminate(new InstanceId("web-a"), "")),
        Compromised().Apply(
            new RotationEvent.Released(new InstanceId("web-a"), "ada", "nothing found"), Scene.Now.AddMinutes(-1)),
        ADrained));

    [Fact]
    public void Reimaging_what_is_compromised() =>
        Expect("evidence", Check(Plan(SwapA), Compromised(), ADrained, Swap));

    [Fact]
    public void Isolating_what_is_not_compromised() => RefusedUnless(
        "isolate", new RotationCommand.Isolate(new InstanceId("web-a"), ""), Begun, Compromised(), ADrained);

    [Fact]
    public void Isolating_what_is_in_service() =>
        Expect("isolate", Check(
            Plan(new RotationCommand.Isolate(new InstanceId("web-a"), "")), Compromised(), Three));

    [Fact]
    public void Isolating_before_the_drain_deadline() =>
        Expect("isolate", Check(
            Plan(new RotationCommand.Isolate(new InstanceId("web-a"), "")), Compromised().Apply(
                new RotationEvent.CommandBegan(
                    new InstanceId("web-a"), CommandKind.Drain, Scene.Now.AddSeconds(1), ""), Scene.Now.AddMinutes(-1)),
            [Three[0] with { Service = ServiceState.Draining }, Three[1], Three[2]]));

    [Fact]
    public void Isolating_below_the_floor() =>
        Expect("floor", Check(
            Plan(new RotationCommand.Isolate(new InstanceId("web-a"), "")), Compromised(), Three));

    [Fact]
    public void Terminating_what_is_vulnerable_as_what_took_its_place_would_be() => RefusedUnless(
        "terminate", new RotationCommand.Terminate(new InstanceId("web-a"), ""), Vulnerable(),
        Begun.Apply(new RotationEvent.Marked(new InstanceId("web-a"), CandidateReason.Manual, ""), Scene.Now),
        [ADrained[0] with { Image = Scene.New }, Three[1], Three[2]]);

    [Fact]
    public void Terminating_what_is_vulnerable_and_runs_another_image_is_allowed() => Assert.Empty(Check(
        Plan(new RotationCommand.Terminate(new InstanceId("web-a"), "")), Vulnerable(), ADrained));

    [Fact]
    public void Leaving_what_is_vulnerable_on_the_image_does_not_make_a_rotation_incomplete() => Assert.Empty(Check(
        Plan() with { Status = RotationStatus.Complete }, Vulnerable(),
        [.. Three.Select(view => view with { Image = Scene.New })]));

    [Fact]
    public void Moving_what_is_vulnerable_onto_a_stale_image_for_its_age()
    {
        var aged = Scene.Instance("web-a", Scene.New) with { LaunchedAt = Scene.Now.AddDays(-40) };
        var vulnerable = new RotationEvent.Marked(aged.Id, CandidateReason.Vulnerability, "");

        Expect("stale image", Check(
            Plan(ForA), Built(daysAgo: 31).Apply(vulnerable, Scene.Now), [aged, Three[1], Three[2]]));
        Assert.Empty(Check(
            Plan(ForA), Built(daysAgo: 31).Apply(vulnerable with { Reason = CandidateReason.Manual }, Scene.Now),
            [aged, Three[1], Three[2]]));
    }

    [Fact]
    public void Reimaging_what_is_in_service() => RefusedUnless("reimage", SwapA, Begun, Begun, Three, ADrained, Swap);

    [Fact]
    public void Reimaging_more_at_once_than_the_batch() =>
        Expect("batch", Check(
            Plan(Drain("web-b")), Begun, ADrained, Swap with { MinHealthyPercentage = 0 }));

    [Fact]
    public void Reimaging_to_another_image_than_the_rotations() =>
        Expect("image", Check(Plan(SwapA with { Image = Scene.Old }), Begun, ADrained, Swap));

    [Fact]
    public void Reimaging_with_the_token_of_another_call() =>
        Expect("token", Check(
            Plan(SwapA with { Slot = 1, Token = ForA.Token }), Begun.Begun(ForA, 1), ADrained, Swap));

    [Fact]
    public void Reimaging_what_was_reimaged_already() =>
        Expect("repeat", Check(
            Plan(SwapA), Swapped(), [ADrained[0] with { LaunchToken = "tokenswap" }, Three[1], Three[2]], Swap));

    [Fact]
    public void Repeating_a_reimage_in_other_words() => RefusedUnless(
        "repeat", SwapA with { Token = "other" }, Swapped(), Swapped(), ADrained, ADrained, Swap, SwapA);

    [Fact]
    public void Skipping_an_attempt_at_a_reimage() =>
        Expect("attempt", Check(Plan(SwapA with { Attempt = 2 }), Begun, ADrained, Swap));

    [Fact]
    public void Trying_a_failed_reimage_again_as_the_same_attempt() =>
        Expect("attempt", Check(
            Plan(SwapA with { Token = "other" }),
            Swapped().Apply(new RotationEvent.LaunchFailed(SwapA.Instance, 0, 1, ""), Scene.Now), ADrained, Swap));

    [Fact]
    public void Trying_a_failed_reimage_again_with_its_old_token() =>
        Expect("token", Check(
            Plan(SwapA with { Attempt = 2 }),
            Swapped().Apply(new RotationEvent.LaunchFailed(SwapA.Instance, 0, 1, ""), Scene.Now), ADrained, Swap));

    [Fact]
    public void Reimaging_in_the_slot_of_another() =>
        Expect("attempt", Check(Plan(SwapA), Begun.Begun(ForA, 1), ADrained, Swap));

    // Found by a random rollout: 16103763695469154731,2706341855951019377.
    [Fact]
    public void Taking_out_a_surplus_while_the_last_one_that_had_to_go_is_dead_begins_nothing()
    {
        var aged = Scene.Instance("web-x", Scene.New) with { LaunchedAt = Scene.Now.AddDays(-28) };
        InstanceView[] fleet =
        [
            aged, Scene.Instance("web-y", Scene.New), Scene.Instance("web-z", Scene.New),
            Scene.Instance("web-a", Scene.New) with { LaunchToken = SwapA.Token },
            Scene.Instance("web-d") with { Running = false, Service = ServiceState.Unregistered },
        ];
        var history = fleet.Aggregate(RotationHistory.Empty, (known, view) =>
                known.Apply(new RotationEvent.HealthChanged(view.Id, view.Running, ""), Scene.Now.AddHours(-2)))
            .Apply(
                new RotationEvent.Started(Scene.Rotation, Scene.New, "test", Scene.Now.AddDays(-40)),
                Scene.Now.AddHours(-1))
            .Apply(SwapA.Intent, Scene.Now.AddMinutes(-30))
            .Done("web-a", CommandKind.Reimage, 30).Healthy("web-a", 29).Done("web-a", CommandKind.Admit, 28);
        var policy = Swap with { MinHealthyPercentage = 50, MaxHealthyPercentage = 200, Checkpoints = [1] };

        Assert.Empty(Check(Plan(Drain("web-x")), history, fleet, policy));
        Expect("checkpoint", Check(
            Plan(Drain("web-x")), history,
            [aged, fleet[1], fleet[3], fleet[4] with { Running = true, Service = ServiceState.InService }], policy));
    }

    // Found by a random rollout: 11909389225023701822,4171195137833957925.
    [Fact]
    public void Taking_out_what_failed_when_the_breaker_opens_begins_nothing()
    {
        var failed = new RotationCommand.Reimage(new InstanceId("web-b"), Scene.New, 1, 1, "tokenb", "test");
        var history = Swapped().Apply(failed.Intent, Scene.Now.AddMinutes(-20))
            .Apply(new RotationEvent.LaunchFailed(failed.Instance, 1, 1, "sick"), Scene.Now.AddMinutes(-1));
        InstanceView[] fleet =
        [
            ADrained[0] with { LaunchToken = SwapA.Token, Image = Scene.New },
            Three[1] with { LaunchToken = failed.Token, Image = Scene.New }, Three[2],
        ];
        var policy = Swap with { MinHealthyPercentage = 0 };
        var stop = Plan(Drain("web-b")) with { Status = RotationStatus.Stopped };

        Assert.Empty(Check(stop, history, fleet, policy));
        Expect("batch", Check(Plan(Drain("web-b")), history, fleet, policy));
        Expect("stopped", Check(stop with { Commands = [Drain("web-c")] }, history, fleet, policy));
    }

    private static RotationPolicy Windows(DayOfWeek day, int hour) => Scene.Policy with
    {
        Windows = new RotationWindows
        {
            Weekly = [new WeeklyWindow([day], new TimeOnly(hour, 0), new TimeOnly(hour + 1, 0), TimeZoneInfo.Utc)],
        },
    };

    private static RotationHistory Built(int daysAgo) => RotationHistory.Empty
        .Apply(new RotationEvent.HealthChanged(new InstanceId("web-a"), true, ""), Scene.Now.AddDays(-1))
        .Apply(new RotationEvent.Started(Scene.Rotation, Scene.New, "test", Scene.Now.AddDays(-daysAgo)), Scene.Now);

    private static RotationHistory Compromised() => Begun.Apply(
        new RotationEvent.Marked(new InstanceId("web-a"), CandidateReason.Compromised, ""), Scene.Now.AddMinutes(-2));

    private static RotationHistory Vulnerable() => Begun.Apply(
        new RotationEvent.Marked(new InstanceId("web-a"), CandidateReason.Vulnerability, ""), Scene.Now.AddMinutes(-2));

    private static RotationHistory Swapped() => Begun.Apply(SwapA.Intent, Scene.Now.AddMinutes(-1));

    private static RotationCommand.Drain Drain(string id) => new(new InstanceId(id), Scene.Now.AddMinutes(5), "test");

    private static RotationPlan Plan(params RotationCommand[] commands) => new(
        RotationStatus.Active, CapacityLimits.Of(Scene.Policy), new FleetCount(0, 0, 0, 0, 0), [.. commands], [], [],
        null);

    private static void RefusedUnless(
        string kind, RotationCommand command, RotationHistory bad, RotationHistory good,
        InstanceView[]? badFleet = null, InstanceView[]? goodFleet = null, RotationPolicy? policy = null,
        RotationCommand? goodCommand = null)
    {
        Expect(kind, Check(Plan(command), bad, badFleet ?? Three, policy));
        Assert.Empty(Check(Plan(goodCommand ?? command), good, goodFleet ?? badFleet ?? Three, policy));
    }

    private static ImmutableArray<string> Check(
        RotationPlan plan, RotationHistory history, InstanceView[] instances, RotationPolicy? policy = null) =>
        PlanCheck.Verify(
            plan with { Limits = CapacityLimits.Of(policy ?? Scene.Policy) }, Scene.Look(instances), history,
            policy ?? Scene.Policy, Scene.Now);

    private static void Expect(string kind, ImmutableArray<string> violations) =>
        Assert.Contains(violations, violation => violation.StartsWith($"{kind}: ", StringComparison.Ordinal));
}
