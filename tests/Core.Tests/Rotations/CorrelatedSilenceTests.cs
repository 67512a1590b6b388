using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>Judged by what the journal would say of it: silence that is somebody's own is recorded.</summary>
public sealed class CorrelatedSilenceTests
{
    [Theory]
    // More than max(1, 30 * n / 100) at once.
    [InlineData(1, 1, true)]
    [InlineData(3, 1, true)]
    [InlineData(3, 2, false)]
    [InlineData(10, 3, true)]
    [InlineData(10, 4, false)]
    [InlineData(20, 6, true)]
    [InlineData(20, 7, false)]
    public void Silence_of_few_is_their_own_and_that_of_many_is_nobodys(int fleet, int silent, bool isTheirs)
    {
        var views = Fleet(fleet).Select((view, index) => index < silent ? Silent(view, index) : view).ToList();

        Assert.Equal(isTheirs ? silent : 0, SaidToBeSick(views).Count);
    }

    [Fact]
    public void Those_who_fell_silent_an_hour_apart_are_each_their_own_case()
    {
        var views = Fleet(10).Select((view, index) => index < 5 ? Silent(view, 3600 * index) : view).ToList();

        Assert.Equal(5, SaidToBeSick(views).Count);
    }

    [Fact]
    public void One_who_was_silent_long_before_the_others_stays_its_own_case()
    {
        var views = Fleet(10).Select((view, index) => index switch
        {
            0 => Silent(view, 3600),
            < 5 => Silent(view, index),
            _ => view,
        }).ToList();

        Assert.Equal(views[0].Id, Assert.Single(SaidToBeSick(views)));
    }

    [Fact]
    public void A_sensor_that_says_itself_that_it_does_not_work_is_believed()
    {
        var views = Fleet(4).Select((view, index) => index < 3 ? view.Silent() : view).ToList();

        Assert.Equal(3, SaidToBeSick(views).Count);
    }

    [Fact]
    public void Dead_and_isolated_ones_make_nobody_doubtful()
    {
        var views = Fleet(4).ToList();
        views[0] = Silent(views[0], 0);
        views[1] = Silent(views[1], 1) with { Running = false };
        views[2] = Silent(views[2], 2) with { Isolated = true };

        Assert.Contains(views[0].Id, SaidToBeSick(views));
    }

    [Fact]
    public void An_application_that_fails_is_sick_whoever_is_silent()
    {
        var views = Fleet(3).Select((view, index) => index < 2 ? Silent(view, index).Sick() : view).ToList();

        Assert.Equal(2, SaidToBeSick(views).Count);
    }

    private static IEnumerable<InstanceView> Fleet(int count) => Enumerable.Range(0, count)
        .Select(number => Scene.Instance($"web-{(char)('a' + number)}") with { LastBeatAt = Scene.Now });

    private static InstanceView Silent(InstanceView view, int secondsAgo) =>
        view.Silent() with { SensorIsSilent = true, LastBeatAt = Scene.Now.AddSeconds(-30 - secondsAgo) };

    private static List<InstanceId> SaidToBeSick(List<InstanceView> views) =>
    [
        .. RotationObservations.Of(Scene.Look(views), Scene.History(views), Scene.Policy, Scene.Now)
            .OfType<RotationEvent.HealthChanged>().Where(change => !change.Healthy).Select(change => change.Instance),
    ];
}
