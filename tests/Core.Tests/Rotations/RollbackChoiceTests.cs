using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class RollbackChoiceTests
{
    private static readonly ArtifactId Oldest = Image("oldest");

    [Fact]
    public void Nothing_proven_nothing_to_go_back_to() => Assert.Null(RollbackChoice.Of(Rotated((Scene.New, null))));

    [Fact]
    public void The_image_itself_is_no_way_back() =>
        Assert.Null(RollbackChoice.Of(Rotated((Scene.New, RotationStatus.Complete))));

    [Fact]
    public void From_a_stopped_rotation_it_goes_to_the_last_proven_image() =>
        Assert.Equal(Scene.Old, RollbackChoice.Of(Rotated(
            (Oldest, RotationStatus.Complete), (Scene.Old, RotationStatus.Complete),
            (Scene.New, RotationStatus.Stopped))));

    [Fact]
    public void From_a_complete_rotation_it_goes_to_the_one_before() =>
        Assert.Equal(Scene.Old, RollbackChoice.Of(Rotated(
            (Scene.Old, RotationStatus.Complete), (Scene.New, RotationStatus.Complete))));

    [Fact]
    public void An_image_that_a_breaker_stopped_is_passed_over_although_it_was_proven_before() =>
        Assert.Equal(Oldest, RollbackChoice.Of(Rotated(
            (Oldest, RotationStatus.Complete), (Scene.Old, RotationStatus.Complete),
            (Scene.Old, RotationStatus.Stopped), (Scene.New, RotationStatus.Stopped))));

    [Fact]
    public void A_cancelled_rotation_proves_nothing() =>
        Assert.Equal(Oldest, RollbackChoice.Of(Rotated(
            (Oldest, RotationStatus.Complete), (Scene.Old, RotationStatus.Cancelled),
            (Scene.New, RotationStatus.Complete))));

    [Fact]
    public void The_image_that_a_rollback_left_is_never_gone_back_to()
    {
        var history = Rotated((Scene.Old, RotationStatus.Complete), (Scene.New, RotationStatus.Complete))
            .Apply(
                new RotationEvent.Started(Id(9), Scene.Old, "rollback", RollbackOf: Id(1)), Scene.Now.AddHours(9))
            .Apply(new RotationEvent.Finished(Id(9), RotationStatus.Complete, ""), Scene.Now.AddHours(10));

        Assert.Null(RollbackChoice.Of(history));
        Assert.Contains(Scene.New, history.BadImages);
    }

    [Fact]
    public void An_image_that_holds_after_all_is_good_again() =>
        Assert.Equal(Scene.Old, RollbackChoice.Of(Rotated(
            (Scene.Old, RotationStatus.Stopped), (Scene.Old, RotationStatus.Complete),
            (Scene.New, RotationStatus.Complete))));

    private static RotationHistory Rotated(params (ArtifactId Image, RotationStatus? End)[] rotations) =>
        rotations.Index().Aggregate(RotationHistory.Empty, (history, rotation) =>
        {
            var (number, (image, end)) = rotation;
            var at = Scene.Now.AddHours(number);
            var begun = history.Apply(new RotationEvent.Started(Id(number), image, "test"), at);
            return end is { } status
                ? begun.Apply(new RotationEvent.Finished(Id(number), status, ""), at.AddMinutes(30))
                : begun;
        });

    private static RotationId Id(int number) => new($"web-{number}");

    private static ArtifactId Image(string seed) => new(new ImageName("web"), Digest.OfText(seed));
}
