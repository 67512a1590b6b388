using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class SensorJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LongAgo = Now.AddHours(-1);
    private static readonly ArtifactId Image = new(new ImageName("web"), Digest.OfText("one"));

    [Theory]
    [InlineData(null, true, HealthState.Unhealthy, "no beat yet")]
    [InlineData(0, true, HealthState.Healthy, "auditd: running")]
    [InlineData(19, true, HealthState.Healthy, "auditd: running")]
    [InlineData(20, true, HealthState.Unhealthy, "no beat for 20 s")]
    [InlineData(1, false, HealthState.Unhealthy, "auditd: running")]
    public void One_instance_by_its_own_beats(int? age, bool isHealthy, HealthState state, string detail)
    {
        var view = Judge(LongAgo, ("a", age is { } seconds ? Beat("a", seconds, isHealthy) : null))["a"];
        Assert.Equal(new HealthView(state, detail), view.Health);
        Assert.Equal(age >= 20, view.IsSilent);
        Assert.Equal(age is { } known ? Now.AddSeconds(-known) : null, view.LastBeatAt);
    }

    [Fact]
    public void A_receiver_that_cannot_have_heard_makes_silence_unknown_and_not_sickness_well()
    {
        foreach (var since in new DateTimeOffset?[] { null, Now.AddSeconds(-19) })
        {
            var views = Judge(since, ("quiet", Beat("quiet", 30)), ("sick", Beat("sick", 2, isHealthy: false)));
            Assert.Equal(HealthState.Unknown, views["quiet"].Health.State);
            Assert.Equal(HealthState.Unhealthy, views["sick"].Health.State);
            Assert.True(views["quiet"].IsSilent);
            Assert.False(views["sick"].IsSilent);
        }
    }

    [Theory]
    [InlineData(3, 1, HealthState.Unhealthy)]
    [InlineData(3, 2, HealthState.Unknown)]
    [InlineData(10, 3, HealthState.Unhealthy)]
    [InlineData(10, 4, HealthState.Unknown)]
    public void Many_silent_at_once_are_not_silent_by_themselves(int all, int silent, HealthState expected)
    {
        var views = Judge(LongAgo, [.. Enumerable.Range(0, all).Select(index =>
            ($"i{index}", (Heartbeat?)Beat($"i{index}", index < silent ? 60 : 1)))]);
        Assert.Equal(expected, views["i0"].Health.State);
        Assert.Equal(HealthState.Healthy, views[$"i{all - 1}"].Health.State);
    }

    [Fact]
    public void A_beat_of_another_image_or_without_sensors_proves_nothing()
    {
        var foreign = Beat("a", 1) with { Image = "web@000000000000" };
        var empty = Beat("b", 1) with { Sensors = ImmutableSortedDictionary<string, SensorReading>.Empty };
        var views = Judge(LongAgo, ("a", foreign), ("b", empty));
        Assert.Equal($"reports image web@000000000000, was launched on {Image}", views["a"].Health.Detail);
        Assert.All(views.Values, view => Assert.Equal(HealthState.Unhealthy, view.Health.State));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void One_without_a_network_is_sick_whatever_it_said_last(int? age, bool isSilent)
    {
        var view = SensorJudge.CutOff(age is { } seconds ? Beat("a", seconds) : null, Now);
        Assert.Equal((HealthState.Unhealthy, isSilent), (view.Health.State, view.IsSilent));
    }

    private static Dictionary<string, SensorView> Judge(
        DateTimeOffset? receiverSince, params (string Id, Heartbeat? Beat)[] instances) =>
        SensorJudge
            .Judge([.. instances.Select(each => (new InstanceId(each.Id), Image, each.Beat))], receiverSince, Now)
            .ToDictionary(view => view.Key.Value, view => view.Value, StringComparer.Ordinal);

    private static Heartbeat Beat(string instance, int secondsAgo, bool isHealthy = true) => new(
        new InstanceId(instance), Now.AddSeconds(-secondsAgo), Image.ToString(),
        ImmutableSortedDictionary<string, SensorReading>.Empty
            .Add("auditd", new SensorReading(isHealthy, "running", null)));
}
