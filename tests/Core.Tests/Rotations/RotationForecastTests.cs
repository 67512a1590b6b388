using System.Globalization;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>When a rotation would be over, counted by hand. It begins on Thursday, 1 January 2026, at noon.</summary>
public sealed class RotationForecastTests
{
    private static readonly TimeSpan Boot = TimeSpan.FromMinutes(1);

    // A minute each of boot, warm-up and drain: three minutes a wave.
    private static readonly RotationPolicy Policy = Scene.Policy with
    {
        InstanceWarmup = TimeSpan.FromMinutes(1), DrainTimeout = TimeSpan.FromMinutes(1),
    };

    [Theory]
    [InlineData("one at a time", 3, "01 12:09")]
    [InlineData("nothing to do", 0, "01 12:00")]
    [InlineData("two at a time", 5, "01 12:09")]
    [InlineData("checkpoint after one", 3, "01 12:19")]
    [InlineData("from ten at night", 3, "01 22:09")]

    // Begun at 22:00, 22:03: the third has to wait for the next night.
    [InlineData("five minutes a night", 3, "02 22:03")]
    [InlineData("slow calls", 3, "01 13:00")]
    [InlineData("never", 3, "never")]
    public void It_ends_when_the_last_wave_does(string how, int toGo, string end)
    {
        var policy = how switch
        {
            "two at a time" => Policy with
            {
                Desired = 10, MinHealthyPercentage = 80, MaxHealthyPercentage = 100, MaxBatchPercentage = 100,
            },
            "checkpoint after one" => Policy with { Checkpoints = [1], CheckpointDelay = TimeSpan.FromMinutes(10) },
            "from ten at night" => Policy with { Windows = Night(60) },
            "five minutes a night" => Policy with { Windows = Night(5) },
            "never" => Policy with { Windows = new RotationWindows() },
            _ => Policy,
        };

        var forecast = RotationForecast.Of(
            policy, toGo, Scene.Now, Boot, how == "slow calls" ? 1 / 1200.0 : null);

        Assert.Equal(
            end, forecast.Finish is { } at ? at.ToString("dd HH:mm", CultureInfo.InvariantCulture) : "never");
    }

    [Fact]
    public void It_says_how_it_counted() => Assert.Equal(
        "3 instances, 1 at once, 3m each (boot 1m, warm-up 1m, drain 1m), 0 checkpoints of 10m, windows: always",
        RotationForecast.Of(Policy, 3, Scene.Now, Boot, null).Arithmetic);

    private static RotationWindows Night(int minutes) => new()
    {
        Weekly =
        [
            new WeeklyWindow(
                [.. Enum.GetValues<DayOfWeek>()], new TimeOnly(22, 0), new TimeOnly(22, minutes % 60).AddHours(
                    minutes / 60), TimeZoneInfo.Utc),
        ],
    };
}
