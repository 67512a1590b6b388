using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Tests.Rotations;

namespace ImageForge.Core.Tests.Fleets;

/// <summary>A fleet as numbers.</summary>
public sealed class FleetReadingTests
{
    [Fact]
    public void It_counts_by_image_and_state_and_knows_floor_and_ceiling()
    {
        var well = Scene.Instance("web-1");
        var sick = Scene.Instance("web-2", Scene.New).Silent();
        var dead = Scene.Instance("web-3") with { Running = false };

        var reading = FleetReading.Of(
            Scene.Policy, Scene.Look(well, sick, dead), Scene.History(well), isHeld: true, Scene.Now);

        Assert.Equal(
            [
                new ImageShare($"{Scene.Old}", AvailabilityState.Available, 1),
                new ImageShare($"{Scene.Old}", AvailabilityState.Dead, 1),
                new ImageShare($"{Scene.New}", AvailabilityState.Sick, 1),
            ],
            reading.Shares.OrderBy(share => share.Image == $"{Scene.New}"));
        Assert.Equal((1, 3, 2, 1), (reading.Available, reading.Total, reading.Running, reading.Sensed));
        Assert.Equal((3, 4), (reading.Limits!.Floor, reading.Limits.Ceiling));
        Assert.True(reading.IsUnderWay && reading.IsHeld);
    }

    [Fact]
    public void Ages_are_ages_that_instances_have()
    {
        var instances = Enumerable.Range(1, 100).Select(number => Scene.Instance($"web-{number}") with
        {
            LaunchedAt = Scene.Now.AddHours(-number),
        });

        var reading = FleetReading.Of(null, Scene.Look(instances), RotationHistory.Empty, false, Scene.Now);

        Assert.Equal(
            (50, 95, 100), (reading.AgeMedian.TotalHours, reading.AgeHigh.TotalHours, reading.AgeMost.TotalHours));
        Assert.Null(reading.Limits);
    }

    [Fact]
    public void Without_a_rotation_nobody_warms_up()
    {
        var reading = FleetReading.Of(
            Scene.Policy, Scene.Look(Scene.Instance("web-1")), RotationHistory.Empty, isHeld: true, Scene.Now);

        Assert.Equal((1, false), (reading.Available, reading.IsHeld));
    }

    [Fact]
    public void A_fleet_of_many_images_does_not_make_many_series()
    {
        var instances = Enumerable.Range(0, 500).Select(number => Scene.Instance(
            $"web-{number}", new ArtifactId(new ImageName("web"), Digest.OfText($"{number}"))));

        var reading = FleetReading.Of(null, Scene.Look(instances), RotationHistory.Empty, false, Scene.Now);

        Assert.Equal(11, reading.Shares.Length);
        Assert.Equal(490, reading.Shares.Single(share => share.Image == "other").Instances);
    }

    [Fact]
    public void An_empty_fleet_has_numbers_too()
    {
        var reading = FleetReading.Of(Scene.Policy, Scene.Look(), RotationHistory.Empty, false, Scene.Now);

        Assert.Equal((0, TimeSpan.Zero), (reading.Running, reading.AgeMost));
    }
}
