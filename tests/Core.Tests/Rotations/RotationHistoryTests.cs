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
    public void A_mark_keeps_when_it_was_first_said_and_takes_the_latest_date()
    {
        var due = Scene.Now.AddDays(14);
        var history = RotationHistory.Empty.Apply(Vulnerable(due), Scene.Now.AddMinutes(-1))
            .Apply(Vulnerable(Scene.Now.AddDays(3)), Scene.Now);

        Assert.Equal(
            new InstanceMark(
                CandidateReason.Vulnerability, "CVE-2023-44487 is due", Scene.Now.AddMinutes(-1), Scene.Now.AddDays(3)),
            history.Of(A).Mark);
        Assert.Equal(due, history.Apply(Vulnerable(due), Scene.Now).Of(A).Mark!.DueAt);
        Assert.Null(history.Apply(Vulnerable(null), Scene.Now).Of(A).Mark!.DueAt);
    }

    [Theory]
    [InlineData(CandidateReason.Vulnerability, CandidateReason.Vulnerability, null)]
    [InlineData(CandidateReason.Manual, CandidateReason.Manual, null)]
    [InlineData(CandidateReason.Manual, CandidateReason.Vulnerability, CandidateReason.Manual)]
    [InlineData(CandidateReason.WaiverExpired, CandidateReason.Vulnerability, CandidateReason.WaiverExpired)]
    [InlineData(CandidateReason.Compromised, CandidateReason.Vulnerability, CandidateReason.Compromised)]
    [InlineData(CandidateReason.Compromised, CandidateReason.Compromised, CandidateReason.Compromised)]
    public void A_mark_is_taken_back_for_its_own_reason_only_and_a_compromise_never(
        CandidateReason marked, CandidateReason takenBack, CandidateReason? left)
    {
        var history = RotationHistory.Empty.Apply(new RotationEvent.Marked(A, marked, ""), Scene.Now.AddMinutes(-1))
            .Apply(new RotationEvent.Unmarked(A, takenBack, ""), Scene.Now);

        Assert.Equal(left, history.Of(A).Mark?.Reason);
        Assert.Equal(left == CandidateReason.Compromised, history.Of(A).IsQuarantined);
    }

    [Fact]
    public void One_that_is_marked_again_after_it_was_taken_back_is_marked_since_then()
    {
        var history = RotationHistory.Empty.Apply(Vulnerable(null), Scene.Now.AddMinutes(-2))
            .Apply(new RotationEvent.Unmarked(A, CandidateReason.Vulnerability, ""), Scene.Now.AddMinutes(-1))
            .Apply(Vulnerable(null), Scene.Now);

        Assert.Equal(Scene.Now, history.Of(A).Mark!.At);
    }

    [Fact]
    public void What_is_sighted_changes_nothing_that_a_rotation_decides_by()
    {
        var history = Scene.History(Scene.Instance("web-a")).Arrived(Scene.Launch("web-n"));

        Assert.Same(history, history.Apply(new RotationEvent.Sighted(A, Scene.New), Scene.Now));
        Assert.Same(history, history.Apply(new RotationEvent.Sighted(new InstanceId("web-x"), Scene.Old), Scene.Now));
    }

    [Fact]
    public void A_vulnerability_speaks_against_an_instance_unless_it_runs_what_would_take_its_place()
    {
        var vulnerable = RotationHistory.Empty.Apply(Vulnerable(null), Scene.Now).Of(A);
        var odd = RotationHistory.Empty.Apply(
            new RotationEvent.Marked(A, CandidateReason.Manual, "looks odd"), Scene.Now).Of(A);

        Assert.Null(vulnerable.MarkAgainst(Scene.New, Scene.New));
        Assert.Equal(vulnerable.Mark, vulnerable.MarkAgainst(Scene.Old, Scene.New));
        Assert.Equal(vulnerable.Mark, vulnerable.MarkAgainst(Scene.New, target: null));
        Assert.Equal(odd.Mark, odd.MarkAgainst(Scene.New, Scene.New));
        Assert.Null(InstanceRecord.Empty.MarkAgainst(Scene.Old, Scene.New));
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
        var kinds = typeof(RotationEvent).GetNestedTypes()
            .Where(type => type.IsSubclassOf(typeof(RotationEvent)) && !type.IsAbstract);

        Assert.All(kinds, kind =>
        {
            var bare = (RotationEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind);
            Assert.NotNull(RotationHistory.Empty.Apply(bare, Scene.Now));
        });
    }

    private static RotationEvent.Marked Vulnerable(DateTimeOffset? due) =>
        new(A, CandidateReason.Vulnerability, "CVE-2023-44487 is due", due);
}
