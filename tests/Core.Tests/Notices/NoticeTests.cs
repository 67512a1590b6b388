using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Journal;
using ImageForge.Core.Notices;
using ImageForge.Core.Rotations;
using ImageForge.Core.Tests.Rotations;

namespace ImageForge.Core.Tests.Notices;

/// <summary>What others are told, event by event.</summary>
public sealed class NoticeTests
{
    private static readonly RotationEvent Began = new RotationEvent.Started(Scene.Rotation, Scene.New, "its schedule");
    private static readonly RotationEvent Launched = new RotationEvent.LaunchBegan(
        new InstanceId("web-n"), Scene.New, 0, 1, "token", null, "test");

    [Fact]
    public void A_rotation_is_told_from_its_beginning_to_its_end()
    {
        var told = Of(
            Began, Launched, new RotationEvent.Held("Booting web-n"), new RotationEvent.Held("Window, WarmingUp web-n"),
            new RotationEvent.Finished(Scene.Rotation, RotationStatus.Complete, "3 of 3"));

        Assert.Equal(
            [NoticeKind.RotationStarted, NoticeKind.RotationHeld, NoticeKind.RotationDone],
            told.Select(notice => notice.Kind));
        Assert.Equal([1, 4, 5], told.Select(notice => notice.Sequence));
        Assert.Equal("its schedule", told[0].Facts["reason"]);
        Assert.Equal("Window", told[1].Facts["reason"]);
        Assert.Equal("complete", told[2].Facts["status"]);
    }

    [Fact]
    public void A_rollback_is_no_start()
    {
        var told = Of(new RotationEvent.Started(
            new RotationId("web-2"), Scene.Old, "automatic", RollbackOf: Scene.Rotation));

        var notice = Assert.Single(told);
        Assert.Equal(NoticeKind.RotationRolledBack, notice.Kind);
        Assert.Equal(Scene.Rotation.Value, notice.Facts["rollbackOf"]);
    }

    [Theory]
    [InlineData("Booting web-1, WarmingUp web-2, Draining web-3, Baking, Checkpoint, Throttle web-4, Floor, Batch", 0)]
    [InlineData("Window", 1)]
    [InlineData("Approval", 1)]
    [InlineData("Paused", 1)]
    [InlineData("Capacity web-1", 1)]
    [InlineData("SensorGap of more than 20 instances", 1)]
    [InlineData("plan refused: floor", 1)]
    public void Only_waits_that_somebody_should_know_of_are_told(string summary, int told) =>
        Assert.Equal(told, Of(Began, new RotationEvent.Held(summary)).Count - 1);

    [Fact]
    public void One_wait_is_told_once_and_again_when_it_went_on_in_between()
    {
        var waits = new RotationEvent.Held("Window, Draining web-1");
        Assert.Equal(2, Of(Began, waits, new RotationEvent.Held("Window"), waits).Count);
        Assert.Equal(3, Of(Began, waits, Launched, waits).Count);
        Assert.Equal(3, Of(Began, waits, new RotationEvent.Held("Draining web-1"), waits).Count);
        Assert.Equal(3, Of(Began, waits, new RotationEvent.Held("Paused")).Count);
    }

    [Fact]
    public void A_promotion_is_told_and_a_pin_is_not()
    {
        var decision = new ImageDecision("ann", "gates passed", NoticeScene.At, "", "");
        var entry = NoticeScene.Next(chain: "image/web");
        var told = ImageNotices.Apply(
            NoticeChain.Empty, entry,
            new ImageEvent.Promoted(Scene.New, NoticeScene.At, ImageChannel.Canary, decision));

        Assert.Equal("canary", Assert.Single(told.Notices).Facts["channel"]);
        Assert.Empty(ImageNotices.Apply(
            NoticeChain.Empty, entry, new ImageEvent.Pinned(Scene.New, "ann", null, decision)).Notices);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void A_detection_is_told_if_it_was_acted_upon(bool taken, int told)
    {
        var notices = Of(new RotationEvent.Detected(
            new InstanceId("web-1"), "d-1", "auditd", "cron-table", "T1053.003", DetectionSeverity.Alert, NoticeScene.At,
            "cron was written", DetectionAction.Quarantine, taken, "onDetection: alert", "web-1"));

        Assert.Equal(told, notices.Count);
        Assert.All(notices, notice => Assert.Equal(
            (NoticeKind.DetectionActedUpon, "quarantine", "web-1"),
            (notice.Kind, notice.Facts["action"], notice.Facts["instance"])));
    }

    [Fact]
    public void A_gap_is_told_when_it_opens()
    {
        var opened = new SensorEvent.GapOpened(new InstanceId("web-1"), "silent");
        var entry = NoticeScene.Next(chain: "sensors/web");
        var told = SensorNotices.Apply(NoticeChain.Empty, entry, opened);
        Assert.Equal("web-1", Assert.Single(told.Notices).Facts["instance"]);
        Assert.Same(told, SensorNotices.Apply(told, entry, new SensorEvent.GapClosed(opened.Instance, "reports")));
    }

    [Fact]
    public void An_id_follows_from_the_entry_alone_and_holds_no_dot()
    {
        var first = Assert.Single(Of(Began));
        Assert.Equal(first.Id, Assert.Single(Of(Began)).Id);
        Assert.Matches("^msg_[0-9a-f]{32}$", first.Id);
        Assert.NotEqual(first.Id, Of(Began, Launched, Began)[1].Id);
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own() =>
        Assert.Equal(Enum.GetValues<NoticeKind>().Length, NoticeName.All.Values.Distinct().Count());

    private static ImmutableList<Notice> Of(params IEnumerable<RotationEvent> events)
    {
        JournalEntry? last = null;
        var chain = NoticeChain.Empty;
        foreach (var news in events)
        {
            chain = RotationNotices.Apply(chain, last = NoticeScene.Next(last), news);
        }

        return chain.Notices;
    }
}
