using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>Single decisions. How they add up is what the golden rollouts show.</summary>
public sealed class RotationPlannerTests
{
    private static readonly InstanceView A = Scene.Instance("web-a") with { LaunchedAt = Scene.Now.AddDays(-3) };
    private static readonly InstanceView B = Scene.Instance("web-b") with { LaunchedAt = Scene.Now.AddDays(-2) };
    private static readonly InstanceView C = Scene.Instance("web-c") with { LaunchedAt = Scene.Now.AddDays(-1) };
    private static readonly RotationCommand.Launch ForA = Scene.Launch("web-n", replaces: "web-a");

    [Fact]
    public void The_same_arguments_give_the_same_plan()
    {
        var history = Scene.History(A, B, C);

        Assert.Equal(Plan(history, A, B, C).Commands, Plan(history, A, B, C).Commands);
    }

    [Fact]
    public void Without_a_rotation_the_plan_is_a_preview_of_one_that_starts_now()
    {
        var history = RotationHistory.Empty.Healthy("web-a", 60).Healthy("web-b", 60).Healthy("web-c", 60);
        var started = history.Apply(
            new RotationEvent.Started(RotationNaming.Rotation(Scene.Policy.Fleet, Scene.Now), Scene.New, "now"),
                Scene.Now);

        Assert.Equal(Plan(started, A, B, C).Commands, Plan(history, A, B, C).Commands);
        Assert.NotEmpty(Plan(history, A, B, C).Commands);
    }

    [Fact]
    public void The_oldest_goes_first() => Assert.Equal(A.Id, FirstReplaced(A, B, C));

    [Fact]
    public void A_sick_one_goes_before_the_oldest() => Assert.Equal(C.Id, FirstReplaced(A, B, C.Sick()));

    [Fact]
    public void One_without_traffic_goes_before_the_oldest() =>
        Assert.Equal(B.Id, FirstReplaced(A, B with { Service = ServiceState.Registered }, C));

    [Fact]
    public void Equal_age_is_decided_by_name() =>
        Assert.Equal(
            A.Id, FirstReplaced(A, B with { LaunchedAt = A.LaunchedAt }, C with { LaunchedAt = A.LaunchedAt }));

    [Fact]
    public void Every_instance_that_waits_has_a_hold()
    {
        var plan = Plan(Scene.History(A, B, C), A, B, C);

        Assert.Equal([B.Id, C.Id], plan.Holds.Select(hold => hold.Instance!.Value));
        Assert.All(plan.Holds, hold =>
            Assert.Equal((HoldReason.Batch, "1 in flight >= batch 1"), (hold.Reason, hold.Detail)));
    }

    [Fact]
    public void A_lost_launch_is_sent_again_in_the_same_words()
    {
        var plan = Plan(Scene.History(A, B, C).Begun(ForA, 1), A, B, C);

        var again = plan.Commands.OfType<RotationCommand.Launch>().Single();
        Assert.Equal((ForA.Instance, ForA.Token, ForA.Replaces), (again.Instance, again.Token, again.Replaces));
        Assert.Equal((ForA.Image, ForA.Slot, ForA.Attempt), (again.Image, again.Slot, again.Attempt));
    }

    [Fact]
    public void A_half_launched_instance_is_finished_by_the_same_call()
    {
        var half = Scene.Instance("web-n", Scene.New) with { Running = false, Service = ServiceState.Unregistered };

        var plan = Plan(Scene.History(A, B, C).Begun(ForA, 1), A, B, C, half);

        Assert.Equal("half launched: the same call finishes it", Assert.Single(plan.Commands).Reason);
    }

    [Fact]
    public void A_removal_that_was_begun_is_finished_even_if_the_image_is_right()
    {
        var history = Scene.History(A, B, C).Apply(
            new RotationEvent.CommandBegan(A.Id, CommandKind.Terminate, null, ""), Scene.Now.AddMinutes(-1));

        Assert.Contains(
            new RotationCommand.Terminate(A.Id, "its removal was begun before"),
            Plan(history, A with { Image = Scene.New, Service = ServiceState.Drained }, B, C).Commands);
    }

    [Fact]
    public void The_drain_deadline_in_the_journal_is_kept()
    {
        var deadline = Scene.Now.AddMinutes(2);
        var history = Scene.History(A, B, C).Arrived(ForA).Apply(
            new RotationEvent.CommandBegan(A.Id, CommandKind.Drain, deadline, ""), Scene.Now.AddMinutes(-3));

        var plan = Plan(history, A, B, C, Scene.Instance("web-n", Scene.New));

        Assert.Equal(deadline, plan.Commands.OfType<RotationCommand.Drain>().Single().Deadline);
    }

    [Fact]
    public void What_was_drained_after_the_look_is_not_counted_as_available()
    {
        var history = Scene.History(A, B, C).Arrived(ForA).Apply(
            new RotationEvent.CommandBegan(A.Id, CommandKind.Drain, Scene.Now.AddMinutes(5), ""), Scene.Now);

        Assert.Equal(3, Plan(history, A, B, C, Scene.Instance("web-n", Scene.New)).Count.Available);
    }

    [Fact]
    public void An_instance_on_the_image_that_stays_sick_is_replaced()
    {
        var sick = Scene.Instance("web-d", Scene.New).Sick();
        var history = Scene.History(sick).Apply(
            new RotationEvent.HealthChanged(sick.Id, false, ""), Scene.Now.AddMinutes(-16));

        var plan = Plan(history, Scene.Policy with { Desired = 1, MaxHealthyPercentage = 200 }, sick);

        Assert.Equal(sick.Id, Assert.Single(plan.Commands.OfType<RotationCommand.Launch>()).Replaces);
    }

    // Whatever took its place would have the vulnerability too.
    [Fact]
    public void A_vulnerable_instance_that_runs_the_image_is_left_alone()
    {
        InstanceView[] fleet = [.. new[] { A, B, C }.Select(view => view with { Image = Scene.New })];
        var history = Marked(Scene.History(fleet), A.Id, CandidateReason.Vulnerability);

        var plan = Plan(history, fleet);

        Assert.Empty(plan.Commands);
        Assert.Equal((RotationStatus.Complete, 0), (plan.Status, plan.Count.ToGo));
    }

    [Fact]
    public void A_vulnerable_instance_on_another_image_goes_and_the_reason_is_told()
    {
        InstanceView[] fleet = [A with { Image = Scene.New }, B, C with { Image = Scene.New }];
        var history = Marked(Scene.History(fleet), B.Id, CandidateReason.Vulnerability);

        var launch = Assert.Single(Plan(history, fleet).Commands.OfType<RotationCommand.Launch>());

        Assert.Equal(B.Id, launch.Replaces);
        Assert.EndsWith("; Vulnerability: said so", launch.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_instance_that_a_person_names_goes_whatever_it_runs(bool runsTheImage)
    {
        InstanceView[] fleet =
        [
            A with { Image = Scene.New }, B with { Image = runsTheImage ? Scene.New : Scene.Old },
            C with { Image = Scene.New },
        ];
        var history = Marked(Scene.History(fleet), B.Id, CandidateReason.Manual);

        var launch = Assert.Single(Plan(history, fleet).Commands.OfType<RotationCommand.Launch>());

        Assert.Equal(B.Id, launch.Replaces);
        Assert.EndsWith("; Manual: said so", launch.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vulnerable_instance_that_runs_the_image_goes_for_its_age_and_in_words_of_its_age()
    {
        InstanceView[] fleet =
        [
            A with { Image = Scene.New, LaunchedAt = Scene.Now.AddDays(-31) }, B with { Image = Scene.New },
            C with { Image = Scene.New },
        ];
        var history = Marked(Scene.History(fleet), A.Id, CandidateReason.Vulnerability);

        var launch = Assert.Single(Plan(history, fleet).Commands.OfType<RotationCommand.Launch>());

        Assert.Contains("; Age: launched 2025-12-01 12:00", launch.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_rotation_stays_stopped_with_its_reason()
    {
        var history = Scene.History(A, B, C).Apply(
            new RotationEvent.Finished(Scene.Rotation, RotationStatus.Stopped, "two failed"), Scene.Now);

        var plan = Plan(history, A, B, C);

        Assert.Equal((RotationStatus.Stopped, "two failed"), (plan.Status, plan.StopReason));
        Assert.Empty(plan.Commands);
    }

    [Fact]
    public void A_stopped_rotation_does_not_stop_one_to_another_image()
    {
        var history = Scene.History(A, B, C).Apply(
            new RotationEvent.Finished(Scene.Rotation, RotationStatus.Stopped, "two failed"), Scene.Now);

        var plan = RotationPlanner.Plan(Scene.Policy, Scene.Old, Scene.Look(A, B, C), history, Scene.Now);

        Assert.Equal(RotationStatus.Complete, plan.Status);
    }

    [Fact]
    public void Stopping_puts_the_failed_one_out_of_service_and_the_old_one_back()
    {
        var failed = new RotationEvent.LaunchFailed(new InstanceId("web-n"), 0, 1, "silent");
        var second = new RotationEvent.LaunchFailed(new InstanceId("web-m"), 1, 1, "silent");
        var history = Scene.History(A, B, C).Arrived(ForA).Begun(Scene.Launch("web-m", slot: 1), 20)
            .Apply(failed, Scene.Now).Apply(second, Scene.Now);

        var plan = Plan(
            history, A with { Service = ServiceState.Draining }, B, C, Scene.Instance("web-n", Scene.New).Silent());

        Assert.Equal(RotationStatus.Stopped, plan.Status);
        Assert.Equal(
            [(A.Id, typeof(RotationCommand.Admit)), (new InstanceId("web-n"), typeof(RotationCommand.Drain))],
            plan.Commands.Select(command => (command.Instance, command.GetType())));
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(-16, true)]
    public void A_look_more_than_15_seconds_away_is_stale(int seconds, bool stale)
    {
        var plan = RotationPlanner.Plan(
            Scene.Policy, Scene.New, Scene.Look(A, B, C), Scene.History(A, B, C), Scene.Now.AddSeconds(seconds));

        Assert.Equal(stale, plan.Holds.Any(hold => hold.Reason == HoldReason.StaleSnapshot));
        Assert.Equal(stale, plan.Commands.IsEmpty);
    }

    private static RotationHistory Marked(RotationHistory history, InstanceId instance, CandidateReason reason) =>
        history.Apply(new RotationEvent.Marked(instance, reason, "said so"), Scene.Now.AddMinutes(-10));

    private static InstanceId FirstReplaced(params InstanceView[] instances) => Plan(Scene.History(A, B, C), instances)
        .Commands.OfType<RotationCommand.Launch>().Single().Replaces!.Value;

    private static RotationPlan Plan(RotationHistory history, params InstanceView[] instances) =>
        Plan(history, Scene.Policy, instances);

    private static RotationPlan Plan(RotationHistory history, RotationPolicy policy, params InstanceView[] instances) =>
        RotationPlanner.Plan(policy, Scene.New, Scene.Look(instances), history, Scene.Now);
}
