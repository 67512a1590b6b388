using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class CheckpointMathTests
{
    [Theory]
    // max(1, (p * desired + 99) / 100); those that take all are the bake's.
    [InlineData(20, "5 25 100", "1 5")]
    [InlineData(3, "5 25 100", "1")]
    [InlineData(100, "1 10 50", "1 10 50")]
    [InlineData(30, "5 7 10", "2 3")]
    [InlineData(1, "5 25 100", "")]
    [InlineData(2, "51", "")]
    [InlineData(100_000, "99", "99000")]
    [InlineData(7, "", "")]
    public void Checkpoints_are_rounded_up_merged_and_never_the_whole_fleet(
        int desired, string percentages, string expected) =>
        Assert.Equal(
            Numbers(expected),
            CheckpointMath.Checkpoints(Scene.Policy with
            {
                Desired = desired, Checkpoints = [.. Numbers(percentages)],
            }).Order());

    [Theory]
    // 0 is before the first; 100 is after the last, and waits there for nobody who is still to begin.
    [InlineData(4, "0 50", "0 2")]
    [InlineData(3, "0", "0")]
    [InlineData(3, "1 33", "1")]
    [InlineData(5, "100", "5")]
    public void Approval_points_are_counted_alike_but_zero_is_before_the_first(
        int desired, string percentages, string expected) =>
        Assert.Equal(
            Numbers(expected),
            Points(Scene.Policy with { Desired = desired, Approvals = [.. Numbers(percentages)] }));

    private static IEnumerable<int> Points(RotationPolicy policy)
    {
        var control = RotationControl.None;
        while (CheckpointMath.NextApproval(policy, control) is { } next)
        {
            yield return next.Count;
            control = control with { ApprovedTo = next.Percent };
        }
    }

    private static IEnumerable<int> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}
