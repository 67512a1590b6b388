using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class RotationControlTests
{
    private static readonly RotationHistory Begun = Scene.History();

    [Fact]
    public void Pause_keeps_its_first_moment_and_its_latest_words()
    {
        var control = After(
            new RotationEvent.Paused("ada", "odd graphs"), new RotationEvent.Paused("eve", "still odd")).Control;

        Assert.Equal((At(0), "eve: still odd"), (control.PausedAt, control.Words));
    }

    [Fact]
    public void Resume_ends_a_pause() =>
        Assert.Equal(
            RotationControl.None,
            After(new RotationEvent.Paused("ada", "odd graphs"), new RotationEvent.Resumed("ada")).Control);

    [Fact]
    public void Resume_does_not_take_back_a_cancel() =>
        Assert.Equal(
            At(0),
            After(new RotationEvent.CancelRequested("ada", "wrong image"), new RotationEvent.Resumed("eve"))
                .Control.CancelRequestedAt);

    [Fact]
    public void Checkpoint_counts_from_the_first_time_it_was_reached() =>
        Assert.Equal(
            At(0),
            After(new RotationEvent.CheckpointReached(2), new RotationEvent.CheckpointReached(2))
                .Control.Checkpoints[2]);

    [Fact]
    public void An_approval_holds_for_all_points_before_it() =>
        Assert.Equal(
            5,
            After(new RotationEvent.Approved(5, "ada"), new RotationEvent.Approved(0, "eve")).Control.ApprovedTo);

    [Fact]
    public void Passing_the_windows_keeps_who_and_why() =>
        Assert.Equal("ada: hotfix", After(new RotationEvent.WindowsPassed("ada", "hotfix")).Control.WindowsPassed);

    [Fact]
    public void Bake_begins_anew_after_a_failed_launch_and_after_a_loss()
    {
        Assert.Equal(At(0), After(new RotationEvent.BakeBegan()).Control.BakeBeganAt);
        Assert.Null(After(
            new RotationEvent.BakeBegan(), new RotationEvent.InstanceLost(new InstanceId("web-a"), ""))
            .Control.BakeBeganAt);
        Assert.Null(After(
            new RotationEvent.BakeBegan(), new RotationEvent.LaunchFailed(new InstanceId("web-a"), 0, 1, ""))
            .Control.BakeBeganAt);
    }

    [Fact]
    public void Next_rotation_begins_with_none_of_it()
    {
        RotationEvent[] said =
        [
            new RotationEvent.Paused("ada", ""), new RotationEvent.CancelRequested("ada", ""),
            new RotationEvent.WindowsPassed("ada", ""), new RotationEvent.CheckpointReached(1),
            new RotationEvent.Approved(1, "ada"), new RotationEvent.BakeBegan(),
        ];

        Assert.Equal(
            RotationControl.None,
            After([.. said, new RotationEvent.Started(new RotationId("web-next"), Scene.Old, "next")]).Control);
    }

    private static DateTimeOffset At(int index) => Scene.Now.AddMinutes(index);

    private static RotationHistory After(params RotationEvent[] events) => events.Index()
        .Aggregate(Begun, (history, entry) => history.Apply(entry.Item, At(entry.Index)));
}
