using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class RotationHistoryTests
{
    private static readonly InstanceId A = new("web-a");

    [Fact]
    public void Nothing_happened_in_an_empty_history() =>
        Assert.False(RotationHistory.Empty.IsUnderWay);

    [Fact]
    public void A_rotation_is_under_way_from_start_to_finish()
    {
        var begun = Scene.History();
        var ended = begun.Apply(
            new RotationEvent.Finished(Scene.Rotation, RotationStatus.Stopped, "breaker"), Scene.Now);

        Assert.Equal((Scene.Rotation, Scene.New, true), (begun.Rotation, begun.Target, begun.IsUnderWay));
        Assert.Equal(
            (false, RotationStatus.Stopped, "breaker"), (ended.IsUnderWay, ended.FinishedAs, ended.FinishReason));
    }

    [Fact]
    public void A_launch_sent_again_keeps_its_first_time_and_is_one_attempt()
    {
        var launch = Scene.Launch("web-a");

        var history = Scene.History().Begun(launch, 9).Begun(launch, 5);

        Assert.Equal(Scene.Now.AddMinutes(-9), history.LaunchOf(A)!.BeganAt);
        Assert.Equal([A], history.Slots[0].Attempts);
    }

    [Fact]
    public void Attempts_line_up_in_their_slot()
    {
        var history = Scene.History().Begun(Scene.Launch("web-a", replaces: "web-o"), 9)
            .Apply(new RotationEvent.LaunchFailed(A, 0, 1, "no answer"), Scene.Now.AddMinutes(-8))
            .Begun(Scene.Launch("web-b", attempt: 2, replaces: "web-o"), 7);

        Assert.Equal(new InstanceId("web-b"), history.Slots[0].Latest);
        Assert.Equal((1, true, 1), (history.FailedLaunches, history.LaunchOf(A)!.Failed, history.NextSlot));
    }

    [Fact]
    public void A_launch_fails_once_however_often_that_is_recorded()
    {
        var failed = new RotationEvent.LaunchFailed(A, 0, 1, "no answer");

        var history = Scene.History().Begun(Scene.Launch("web-a"), 9).Apply(failed, Scene.Now).Apply(failed, Scene.Now);

        Assert.Equal(1, history.FailedLaunches);
    }

    [Fact]
    public void A_refusal_is_remembered_until_an_answer()
    {
        var refused = Scene.History().Begun(Scene.Launch("web-a"), 9)
            .Apply(new RotationEvent.CommandFailed(A, CommandKind.Launch, "no room"), Scene.Now);

        Assert.Equal("no room", refused.LaunchOf(A)!.LastError);
        Assert.Null(refused.Done("web-a", CommandKind.Launch, 0).LaunchOf(A)!.LastError);
    }

    [Fact]
    public void Draining_ends_the_time_in_service_and_keeps_its_deadline()
    {
        var deadline = Scene.Now.AddMinutes(5);
        var history = RotationHistory.Empty.Healthy("web-a", 60).Done("web-a", CommandKind.Admit, 50)
            .Apply(new RotationEvent.CommandBegan(A, CommandKind.Drain, deadline, ""), Scene.Now);

        Assert.Equal(
            (deadline, TimeSpan.FromMinutes(50)), (history.Of(A).DrainDeadline, history.Of(A).LongestInService));
        Assert.Null(history.Of(A).AdmittedAt);
        Assert.Null(history.Apply(new RotationEvent.CommandBegan(A, CommandKind.Admit, null, ""), Scene.Now)
            .Of(A).DrainDeadline);

        // Somebody else's doing: the drain may be going on all the same.
        Assert.Equal(deadline, history.Done("web-a", CommandKind.Admit, 0).Of(A).DrainDeadline);
    }

    [Fact]
    public void A_drain_that_was_never_carried_out_begins_the_time_in_service_anew()
    {
        var history = RotationHistory.Empty.Healthy("web-a", 60).Done("web-a", CommandKind.Admit, 50)
            .Apply(new RotationEvent.CommandBegan(A, CommandKind.Drain, null, ""), Scene.Now.AddMinutes(-9));

        Assert.Equal(Scene.Now.AddMinutes(-9), history.Of(A).InServiceSince);
    }

    [Fact]
    public void A_drain_intended_again_is_as_new_as_its_last_intent()
    {
        var began = new RotationEvent.CommandBegan(A, CommandKind.Drain, null, "");
        var history = RotationHistory.Empty.Apply(began, Scene.Now.AddMinutes(-9)).Apply(began, Scene.Now);

        Assert.Equal(Scene.Now, history.Of(A).DrainBeganAt);
    }

    [Theory]
    [InlineData(CandidateReason.Compromised, CandidateReason.Manual, CandidateReason.Compromised)]
    [InlineData(CandidateReason.Manual, CandidateReason.Compromised, CandidateReason.Compromised)]
    [InlineData(CandidateReason.Vulnerability, CandidateReason.Manual, CandidateReason.Manual)]
    public void A_compromised_instance_stays_so(CandidateReason first, CandidateReason then, CandidateReason kept)
    {
        var history = RotationHistory.Empty.Apply(new RotationEvent.Marked(A, first, ""), Scene.Now.AddMinutes(-1))
            .Apply(new RotationEvent.Marked(A, then, ""), Scene.Now);

        Assert.Equal((kept, Scene.Now.AddMinutes(-1)), (history.Of(A).Mark!.Reason, history.Of(A).Mark!.At));
    }

    [Fact]
    public void A_new_rotation_forgets_slots_and_those_who_are_gone_but_not_health()
    {
        var history = Scene.History(Scene.Instance("web-o")).Arrived(Scene.Launch("web-a"))
            .Done("web-x", CommandKind.Terminate, 5)
            .Apply(new RotationEvent.InstanceLost(new InstanceId("web-y"), ""), Scene.Now)
            .Apply(new RotationEvent.Started(new RotationId("web-2"), Scene.Old, "back"), Scene.Now);

        Assert.Empty(history.Slots);
        Assert.Equal(["web-a", "web-o"], history.Instances.Keys.Order().Select(id => id.Value));
        Assert.True(history.Of(A).Healthy);
    }

    [Fact]
    public void Folding_is_applying_one_after_another()
    {
        (RotationEvent, DateTimeOffset)[] events =
        [
            (new RotationEvent.Started(Scene.Rotation, Scene.New, "test"), Scene.Now),
            (new RotationEvent.Held("nothing to see"), Scene.Now),
            (new RotationEvent.HealthChanged(A, true, ""), Scene.Now),
        ];

        Assert.Equal(Scene.Now, RotationHistory.Fold(events).Of(A).InServiceSince);
    }

    [Fact]
    public void Every_kind_of_event_can_be_folded()
    {
        var kinds = typeof(RotationEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(RotationEvent)));

        Assert.All(kinds, kind =>
        {
            var bare = (RotationEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind);
            Assert.NotNull(RotationHistory.Empty.Apply(bare, Scene.Now));
        });
    }
}
