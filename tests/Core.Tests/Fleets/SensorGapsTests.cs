using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Tests.Rotations;

namespace ImageForge.Core.Tests.Fleets;

/// <summary>A gap is observed, said once, and over when it is over.</summary>
public sealed class SensorGapsTests
{
    private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    [Fact]
    public void Silence_opens_a_gap_once_and_reports_close_it()
    {
        var opened = Assert.IsType<SensorEvent.GapOpened>(Assert.Single(Changes(None, Silent("web-1"), Well("web-2"))));
        var open = SensorGaps.Apply(None, opened);
        Assert.Empty(Changes(open, Silent("web-1"), Well("web-2")));

        var closed = Assert.IsType<SensorEvent.GapClosed>(Assert.Single(Changes(open, Well("web-1"), Well("web-2"))));
        Assert.Empty(SensorGaps.Apply(open, closed));
    }

    [Fact]
    public void What_cannot_be_told_neither_opens_nor_closes()
    {
        var unknown = Well("web-1") with { Sensor = new HealthView(HealthState.Unknown, "receiver restarted") };
        Assert.Empty(Changes(None, unknown));
        Assert.Empty(Changes(None.Add("web-1"), unknown));
    }

    [Fact]
    public void Silence_of_many_at_once_is_no_gap_of_theirs() =>
        Assert.Empty(Changes(None, Enumerable.Range(0, 6).Select(number => Silent($"web-{number}"))));

    [Fact]
    public void One_that_boots_has_its_time_and_an_isolated_one_is_left_out()
    {
        var booting = Well("web-1").Silent() with { LaunchedAt = Scene.Now.Add(-Scene.Policy.LaunchTimeout) };
        Assert.Empty(Changes(None, booting));
        Assert.Single(Changes(None, booting with { LaunchedAt = Scene.Now.Add(-Scene.Policy.LaunchTimeout).AddSeconds(-1) }));
        Assert.Empty(Changes(None, Silent("web-1") with { Isolated = true }));
    }

    [Fact]
    public void A_gap_ends_with_its_instance()
    {
        Assert.IsType<SensorEvent.GapClosed>(Assert.Single(Changes(None.Add("web-1"), Well("web-2"))));
        Assert.IsType<SensorEvent.GapClosed>(
            Assert.Single(Changes(None.Add("web-1"), Silent("web-1") with { Running = false })));
    }

    [Fact]
    public void An_old_look_says_nothing() => Assert.Empty(SensorGaps.Changes(
        None, Scene.Look(Silent("web-1")), Scene.Policy, Scene.Now.AddSeconds(16)));

    private static ImmutableArray<SensorEvent> Changes(
        ImmutableSortedSet<string> open, params IEnumerable<InstanceView> instances) =>
        SensorGaps.Changes(open, Scene.Look(instances), Scene.Policy, Scene.Now);

    private static InstanceView Well(string id) => Scene.Instance(id) with { LastBeatAt = Scene.Now };

    private static InstanceView Silent(string id) => Scene.Instance(id).Silent() with
    {
        LastBeatAt = Scene.Now.AddSeconds(-30), SensorIsSilent = true,
    };
}
