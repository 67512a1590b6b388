using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Rotations;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>
/// Somebody with root in a running instance tries to silence its sensor: it does not work, or the beacon says so.
/// </summary>
[Trait("tier", "all")]
public sealed class SilencedSensorTests(SharedForge forge)
{
    // The project's own promise.
    private static readonly TimeSpan ReportedWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReportedMax = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sensor_is_not_silenced_unseen()
    {
        using var definitions = new DefinitionTree().WithTrap().WithSchedule("silenced", launchTimeout: "5m");
        var plan = await forge.Engine.PlanAsync(
            SharedForge.Unattacked(new DefinitionReader(definitions.Root).ReadImage("web")), new BuildOptions(),
            Cancellation);
        var image = await forge.BuildAsync(plan);
        await using var stage = await FleetStage.LaunchAsync(forge, definitions, "silenced", image, image);
        var instances = (await stage.LookAsync()).Instances;

        // What is prevented changes nothing, so all of it is tried on one instance, and that one after it.
        await AssertPreventedAsync(stage, instances[0], "asked", "journald");
        await AssertReportedAsync(stage, instances[0], "paused", "nothing was written for");
        await AssertReportedAsync(stage, instances[1], "frozen", "nothing was written for");
        await AssertReportedAsync(stage, instances[2], "folder", "rules loaded");
        await AssertReportedAsync(stage, instances[2], "log", "its log is gone");
    }

    private static async Task AssertPreventedAsync(FleetStage stage, InstanceView instance, params string[] ways)
    {
        foreach (var way in ways)
        {
            await FleetStage.TrapAsync(instance, way);
        }

        var watched = Stopwatch.StartNew();
        using var looks = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (watched.Elapsed < ReportedWithin && await looks.WaitForNextTickAsync(Cancellation))
        {
            var sensor = (await stage.FindAsync(instance.Id)).Sensor;
            Assert.True(sensor.IsHealthy, $"{string.Join(", ", ways)}: {sensor.Detail}");
        }
    }

    private static async Task AssertReportedAsync(
        FleetStage stage, InstanceView instance, string way, string expected)
    {
        var waited = Stopwatch.StartNew();
        await FleetStage.TrapAsync(instance, way);
        var detail = "not looked at yet";
        await Poll.UntilAsync(
            ReportedMax,
            async () =>
            {
                var sensor = (await stage.FindAsync(instance.Id)).Sensor;
                detail = sensor.Detail;
                return !sensor.IsHealthy && detail.Contains(expected, StringComparison.Ordinal);
            },
            () => $"{way}: the sensor is {detail}");

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{way}: \"{detail}\" after {waited.Elapsed.TotalSeconds:0.0} s");
        Assert.True(waited.Elapsed < ReportedWithin, $"{way}: reported after {waited.Elapsed.TotalSeconds:0} s");
    }
}
