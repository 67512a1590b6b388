using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class CapacityLimitsTests
{
    [Theory]
    // desired, min, max, batch, unhealthy -> floor, ceiling, batch, failures tolerated
    [InlineData(1, 90, 110, 20, 20, 1, 2, 1, 1)]
    [InlineData(2, 90, 110, 20, 20, 2, 3, 1, 1)]
    [InlineData(2, 90, 100, 20, 20, 2, 2, 1, 1)]
    [InlineData(3, 100, 133, 20, 20, 3, 4, 1, 1)]
    [InlineData(5, 90, 110, 20, 20, 5, 6, 1, 1)]
    [InlineData(10, 90, 110, 20, 20, 9, 11, 2, 2)]
    [InlineData(10, 0, 200, 100, 0, 0, 20, 10, 1)]
    [InlineData(50, 90, 110, 20, 20, 45, 55, 10, 10)]
    [InlineData(99, 1, 101, 1, 1, 1, 100, 1, 1)]
    [InlineData(101, 1, 101, 1, 1, 2, 103, 1, 1)]
    [InlineData(100_000, 99, 200, 1, 20, 99_000, 200_000, 1_000, 20_000)]
    public void Floor_and_ceiling_round_up_batch_and_failures_round_down(
        int desired, int min, int max, int batch, int unhealthy, int floor, int ceiling, int inFlight, int failures)
    {
        var limits = CapacityLimits.Of(Scene.Policy with
        {
            Desired = desired,
            MinHealthyPercentage = min,
            MaxHealthyPercentage = max,
            MaxBatchPercentage = batch,
            MaxUnhealthyPercentage = unhealthy,
        });

        Assert.Equal(
            (floor, ceiling, inFlight, failures),
            (limits.Floor, limits.Ceiling, limits.Batch, limits.FailuresTolerated));
    }

    [Fact]
    public void Plan_shows_the_arithmetic()
    {
        var look = Scene.Look(Scene.Instance("web-a"), Scene.Instance("web-b"), Scene.Instance("web-c"));

        var plan = RotationPlanner.Plan(Scene.Policy, Scene.New, look, Scene.History(look.Instances), Scene.Now);

        Assert.Equal(
            [
                "floor = (100 * 3 + 99) / 100 = 3",
                "ceiling = (133 * 3 + 99) / 100 = 4",
                "batch = max(1, 20 * 3 / 100) = 1",
                "failures tolerated = max(1, 20 * 3 / 100) = 1",
                "may leave = available 3 - floor 3 = 0",
                "may be launched = ceiling 4 - total 3 = 1",
                "may be begun = batch 1 - in flight 0 = 1",
            ],
            plan.Arithmetic);
    }
}
