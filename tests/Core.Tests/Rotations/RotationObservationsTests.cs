using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class RotationObservationsTests
{
    private static readonly InstanceView Booting =
        Scene.Instance("web-n", Scene.New).Sick() with { Service = ServiceState.Registered };

    [Fact]
    public void Nothing_new_nothing_recorded()
    {
        var view = Scene.Instance("web-o");

        Assert.Empty(Of(Scene.History(view), view));
    }

    [Fact]
    public void A_stale_look_says_nothing() =>
        Assert.Empty(RotationObservations.Of(
            Scene.Look(), Scene.History(Scene.Instance("web-o")), Scene.Policy, Scene.Now.AddSeconds(16)));

    [Fact]
    public void What_is_recorded_is_not_recorded_again()
    {
        var history = Scene.History(Scene.Instance("web-o"), Scene.Instance("web-x")).Begun(Scene.Launch("web-n"), 20);
        var look = new[] { Scene.Instance("web-o").Silent(), Booting };

        var recorded = Of(history, look).Aggregate(history, (folded, seen) => folded.Apply(seen, Scene.Now));

        Assert.NotEmpty(Of(history, look));
        Assert.Empty(Of(recorded, look));
    }

    [Fact]
    public void Health_that_begins_or_breaks_is_recorded()
    {
        var history = Scene.History(Scene.Instance("web-o"));

        Assert.Equal(
            [
                new RotationEvent.HealthChanged(new InstanceId("web-n"), true, "app HTTP 200, sensor reporting"),
                new RotationEvent.HealthChanged(new InstanceId("web-o"), false, "app HTTP 503, sensor reporting"),
            ],
            Of(history, Scene.Instance("web-n"), Scene.Instance("web-o").Sick()));
    }

    [Fact]
    public void Unknown_health_breaks_nothing()
    {
        var view = Scene.Instance("web-o") with { Sensor = new HealthView(HealthState.Unknown, "receiver restarted") };

        Assert.Empty(Of(Scene.History(view), view));
    }

    [Fact]
    public void An_instance_that_still_boots_is_no_news() =>
        Assert.Empty(Of(Scene.History().Begun(Scene.Launch("web-n"), 1).Done("web-n", CommandKind.Launch, 1), Booting));

    [Fact]
    public void One_that_somebody_else_sent_traffic_after_its_drain_warms_up_from_when_that_is_seen()
    {
        var view = Scene.Instance("web-o");
        var drained = Scene.History(view)
            .Apply(new RotationEvent.CommandBegan(view.Id, CommandKind.Drain, null, ""), Scene.Now.AddMinutes(-9))
            .Done("web-o", CommandKind.Drain, 9);

        var seen = Assert.Single(Of(drained, view));

        Assert.Equal(new RotationEvent.CommandDone(view.Id, CommandKind.Admit), seen);
        var known = drained.Apply(seen, Scene.Now);
        Assert.Equal(Scene.Now, known.Of(view.Id).InServiceSince);
        Assert.Empty(Of(known, view));
    }

    [Fact]
    public void The_health_of_a_disk_that_is_being_swapped_is_no_news()
    {
        var view = Scene.Instance("web-o");
        var swapped = Scene.History(view).Apply(
            new RotationEvent.LaunchBegan(view.Id, Scene.New, 0, 1, "tokenswap", null, "", InPlace: true),
            Scene.Now.AddSeconds(-5)).Done("web-o", CommandKind.Reimage, 0);

        Assert.Empty(Of(swapped, view));
    }

    [Fact]
    public void A_reimage_over_which_another_was_done_is_given_up_and_held_against_nobody()
    {
        // The target knows its token already: the same call again would change nothing, for ever.
        var view = Scene.Instance("web-o") with { LaunchToken = "tokenearlier" };
        var swapped = Scene.History(view).Apply(
            new RotationEvent.LaunchBegan(view.Id, Scene.New, 0, 2, "tokenswap", null, "", InPlace: true),
            Scene.Now.AddMinutes(-2));

        Assert.Empty(Of(swapped.Done("web-o", CommandKind.Reimage, 0), view));
        var late = swapped.Done("web-o", CommandKind.Reimage, 1);
        var given = Assert.IsType<RotationEvent.LaunchAbandoned>(Assert.Single(Of(late, view)));
        Assert.Equal((view.Id, 2), (given.Instance, given.Attempt));
        Assert.Contains("yet another root disk", given.Detail, StringComparison.Ordinal);
        Assert.Equal(0, late.Apply(given, Scene.Now).FailedLaunches);
        Assert.DoesNotContain(
            Of(late, view with { LaunchToken = "tokenswap" }), known => known is RotationEvent.LaunchAbandoned);
    }

    [Fact]
    public void A_lost_answer_is_adopted_once_the_instance_runs() =>
        Assert.Equal(
            [new RotationEvent.CommandDone(new InstanceId("web-n"), CommandKind.Launch)],
            Of(Scene.History().Begun(Scene.Launch("web-n"), 1), Booting));

    [Fact]
    public void A_half_launched_instance_is_neither_adopted_nor_failed() =>
        Assert.Empty(Of(Scene.History().Begun(Scene.Launch("web-n"), 1), Booting with { Running = false }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_old_instance_that_is_gone_or_dead_is_lost(bool isSeen)
    {
        var view = Scene.Instance("web-o") with { Running = false };

        var events = Of(Scene.History(view), isSeen ? [view] : []);

        Assert.IsType<RotationEvent.InstanceLost>(Assert.Single(events));
    }

    [Fact]
    public void One_that_we_terminate_is_not_lost()
    {
        var history = Scene.History(Scene.Instance("web-o"))
            .Apply(new RotationEvent.CommandBegan(new InstanceId("web-o"), CommandKind.Terminate, null, ""), Scene.Now);

        Assert.Empty(Of(history));
    }

    [Fact]
    public void A_launched_instance_missing_from_a_later_look_has_failed() =>
        Assert.IsType<RotationEvent.LaunchFailed>(Assert.Single(
            Of(Scene.History().Begun(Scene.Launch("web-n"), 1).Done("web-n", CommandKind.Launch, 1))));

    [Fact]
    public void A_launched_instance_missing_from_an_earlier_look_has_not() =>
        Assert.Empty(Of(Scene.History().Begun(Scene.Launch("web-n"), 1).Done("web-n", CommandKind.Launch, -1)));

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void An_instance_that_is_not_healthy_in_time_has_failed(int minutesAgo, bool failed)
    {
        var history = Scene.History().Begun(Scene.Launch("web-n"), minutesAgo)
            .Done("web-n", CommandKind.Launch, minutesAgo);

        Assert.Equal(failed, Of(history, Booting).OfType<RotationEvent.LaunchFailed>().Any());
    }

    [Fact]
    public void One_that_was_healthy_while_the_engine_was_away_has_not()
    {
        var history = Scene.History().Begun(Scene.Launch("web-n"), 600).Done("web-n", CommandKind.Launch, 600);
        var view = Scene.Instance("web-n", Scene.New) with { Service = ServiceState.Registered };

        Assert.Empty(Of(history, view).OfType<RotationEvent.LaunchFailed>());
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void An_available_instance_that_breaks_fails_after_the_launch_time_out(int sickMinutes, bool failed)
    {
        var history = Scene.History().Arrived(Scene.Launch("web-n")).Apply(
            new RotationEvent.HealthChanged(new InstanceId("web-n"), false, ""), Scene.Now.AddMinutes(-sickMinutes));

        Assert.Equal(
            failed, Of(history, Scene.Instance("web-n", Scene.New).Silent()).OfType<RotationEvent.LaunchFailed>()
                .Any());
    }

    [Fact]
    public void A_launch_that_is_refused_too_long_has_failed()
    {
        var refused = Scene.History().Begun(Scene.Launch("web-n"), 16)
            .Apply(new RotationEvent.CommandFailed(new InstanceId("web-n"), CommandKind.Launch, "no room"), Scene.Now);

        Assert.Contains("no room", Assert.IsType<RotationEvent.LaunchFailed>(Assert.Single(Of(refused))).Detail);
    }

    private static ImmutableArray<RotationEvent> Of(
        RotationHistory history, params IEnumerable<InstanceView> instances) =>
        RotationObservations.Of(Scene.Look(instances), history, Scene.Policy, Scene.Now);
}
