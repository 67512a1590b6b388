using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>What random rollouts found of reimages, each as one plan.</summary>
public sealed class ReimagePlanTests
{
    // Floor 2, ceiling 3, batch 1, one failed launch tolerated.
    private static readonly RotationPolicy Policy = Scene.Policy with
    {
        Strategy = RotationStrategy.Reimage, MinHealthyPercentage = 66, MaxHealthyPercentage = 100,
    };

    private static readonly InstanceView[] Three =
        [Scene.Instance("web-a"), Scene.Instance("web-b"), Scene.Instance("web-c")];

    private static readonly RotationCommand.Reimage Swap =
        new(new InstanceId("web-a"), Scene.New, 0, 1, "tokenswap", "test");

    [Fact]
    public void A_stopped_rotation_leaves_one_in_service_whose_disk_was_never_changed()
    {
        var plan = Plan(Stopped(), Three);

        Assert.Empty(plan.Commands);
    }

    [Fact]
    public void A_stopped_rotation_takes_out_one_whose_new_disk_was_given_up()
    {
        var plan = Plan(Stopped(), [Swapped(ServiceState.InService), Three[1], Three[2]]);

        Assert.Equal(CommandKind.Drain, Assert.Single(plan.Commands).Kind);
    }

    [Fact]
    public void A_disk_that_is_being_swapped_does_not_count_as_available_however_healthy_an_old_look_shows_it()
    {
        var swapping = Scene.History(Three).Apply(
            new RotationEvent.LaunchBegan(Swap.Instance, Scene.New, 0, 1, Swap.Token, null, "", InPlace: true),
            Scene.Now.AddMinutes(-10)).Healthy("web-a", 9);

        var plan = Plan(swapping, Three);

        Assert.Equal(2, plan.Count.Available);
    }

    [Fact]
    public void Nothing_is_sent_to_a_disk_that_was_given_up() =>
        Assert.DoesNotContain(
            Plan(Failed(), [Swapped(ServiceState.Registered), Three[1], Three[2]]).Commands,
            command => command.Kind == CommandKind.Admit);

    [Fact]
    public void A_cancelled_rotation_does_not_try_again_what_was_never_changed()
    {
        var cancelled = Failed().Apply(new RotationEvent.CancelRequested("ada", ""), Scene.Now);

        Assert.Equal(RotationStatus.Cancelled, Plan(cancelled, Three).Status);
    }

    [Fact]
    public void The_next_attempt_passes_a_checkpoint_that_waits_for_it()
    {
        var plan = Plan(
            Failed(), [Swapped(ServiceState.Drained).Sick(), Three[1], Three[2]],
            Policy with { Checkpoints = [33] });

        var again = Assert.IsType<RotationCommand.Reimage>(Assert.Single(plan.Commands));
        Assert.Equal((0, 2), (again.Slot, again.Attempt));
    }

    [Fact]
    public void One_that_got_traffic_after_the_look_is_not_reimaged_on_it()
    {
        var history = Scene.History(Three).Apply(
            new RotationEvent.CommandBegan(Swap.Instance, CommandKind.Admit, null, ""), Scene.Now);
        InstanceView[] drained = [Three[0] with { Service = ServiceState.Drained }, Three[1], Three[2]];

        Assert.DoesNotContain(Plan(history, drained).Commands, command => command.Kind == CommandKind.Reimage);
        Assert.Contains(
            PlanCheck.Verify(
                Plan(Scene.History(Three), drained), Scene.Look(drained), history, Policy, Scene.Now),
            violation => violation.StartsWith("look: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_swapped_disk_is_adopted_although_its_instance_has_died_since()
    {
        var dead = Swapped(ServiceState.Drained) with { Running = false };
        var history = Scene.History(Three).Apply(Swap.Intent, Scene.Now.AddMinutes(-1));

        var news = RotationObservations.Of(Scene.Look([dead, Three[1], Three[2]]), history, Policy, Scene.Now);

        Assert.Contains(new RotationEvent.CommandDone(Swap.Instance, CommandKind.Reimage), news);
    }

    private static InstanceView Swapped(ServiceState service) => Three[0] with
    {
        Image = Scene.New, LaunchToken = Swap.Token, Service = service,
    };

    private static RotationHistory Failed() => Scene.History(Three)
        .Apply(Swap.Intent, Scene.Now.AddMinutes(-20))
        .Apply(new RotationEvent.LaunchFailed(Swap.Instance, 0, 1, "test"), Scene.Now.AddMinutes(-1))
        .Healthy("web-a", 30);

    private static RotationHistory Stopped() =>
        Failed().Apply(new RotationEvent.Finished(Scene.Rotation, RotationStatus.Stopped, "test"), Scene.Now);

    private static RotationPlan Plan(
        RotationHistory history, InstanceView[] instances, RotationPolicy? policy = null) => RotationPlanner.Plan(
        policy ?? Policy, Scene.New, Scene.Look(instances), history, Scene.Now);
}
