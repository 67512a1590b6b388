using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>Who runs what, by the journal alone.</summary>
public sealed class FleetRosterTests
{
    private static readonly InstanceId One = new("web-1");

    [Fact]
    public void A_launch_runs_its_image_once_it_is_there() => Assert.Equal(
        [(0, false), (1, true)],
        new[] { 1, 2 }.Select(count => (count - 1, Fold(Launch(Scene.New).Take(count)).Instances.ContainsKey(One))));

    [Fact]
    public void A_reimage_changes_its_image_once_it_is_done()
    {
        var called = new RotationEvent.LaunchBegan(One, Scene.New, 0, 1, "t2", null, "", InPlace: true);

        Assert.Equal(Scene.Old, Fold([.. Launch(Scene.Old), called]).Instances[One].Image);
        Assert.Equal(
            Scene.New,
            Fold([.. Launch(Scene.Old), called, new RotationEvent.CommandDone(One, CommandKind.Reimage)])
                .Instances[One].Image);
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("lost")]
    public void One_that_is_gone_runs_nothing_and_when_it_went_is_known(string how)
    {
        RotationEvent end = how == "lost"
            ? new RotationEvent.InstanceLost(One, "not there any more")
            : new RotationEvent.CommandDone(One, CommandKind.Terminate);

        var roster = Fold([.. Launch(Scene.Old), end]);

        Assert.Empty(roster.Instances);
        Assert.Equal(Scene.Now.AddMinutes(2), roster.LastLeft[Scene.Old]);
    }

    [Fact]
    public void A_stranger_that_was_sighted_runs_what_was_seen() =>
        Assert.Equal(Scene.Old, Fold([new RotationEvent.Sighted(One, Scene.Old)]).Instances[One].Image);

    [Fact]
    public void A_call_that_never_came_to_anything_runs_nothing() => Assert.Empty(Fold(
    [
        .. Launch(Scene.Old).Take(1), new RotationEvent.CommandFailed(One, CommandKind.Launch, "no room"),
        new RotationEvent.CommandDone(One, CommandKind.Terminate),
    ]).Instances);

    private static RotationEvent[] Launch(ArtifactId image) =>
    [
        new RotationEvent.LaunchBegan(One, image, 0, 1, "t1", null, ""),
        new RotationEvent.CommandDone(One, CommandKind.Launch),
    ];

    private static FleetRoster Fold(IEnumerable<RotationEvent> events) =>
        FleetRoster.Fold(events.Select((news, index) => (news, Scene.Now.AddMinutes(index))));
}
