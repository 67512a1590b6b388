using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class CapacityPauseTests
{
    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    [InlineData(4, 120)]
    [InlineData(5, 240)]
    [InlineData(6, 480)]
    [InlineData(7, 480)]
    [InlineData(1000, 480)]
    public void Pause_doubles_with_each_attempt_up_to_eight_minutes(int attempt, int seconds) =>
        Assert.Equal(
            Scene.Now.AddSeconds(seconds), CapacityPause.Ends(Refused(attempt) with { NoRoomAt = Scene.Now }));

    [Fact]
    public void Without_a_refusal_it_counts_from_the_intent() =>
        Assert.Equal(Scene.Now.AddMinutes(-1).AddSeconds(15), CapacityPause.Ends(Refused(1)));

    private static LaunchRecord Refused(int attempt) => new()
    {
        Instance = new InstanceId("web-n"),
        Image = Scene.New,
        Slot = 0,
        Attempt = attempt,
        Token = "token",
        Replaces = null,
        BeganAt = Scene.Now.AddMinutes(-1),
    };
}
