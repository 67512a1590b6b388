using System.Diagnostics;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// The promise of the journal, on real machines: whoever rotates may be killed at any moment, and rotating again
/// finishes
/// it, under load, without one lost request.
/// </summary>
[Trait("tier", "vm")]
public sealed class KilledRotationTests(SharedForge forge)
{
    private const int Kills = 5;
    private const int Floor = 3;
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_rotation_killed_five_times_finishes_and_loses_nothing()
    {
        var old = await forge.BuildAsync(
            await forge.PlanAsync("web", new DefinitionOverrides { Pockets = [Pocket.Release] }));
        var @new = await forge.BuildAsync(await forge.PlanAsync("web"));
        using var definitions = new DefinitionTree().WithSchedule("killed", launchTimeout: "5m");
        await using var stage = await FleetStage.LaunchAsync(forge, definitions, "killed", old, @new);
        await CommandOrder.AssertLaunchedAsSimulatedAsync(stage, definitions);
        await using var witness = await FleetWitness.StartAsync(stage);

        await KillAtRandomMomentsAsync(stage);
        using var last = stage.Rotate();
        var outcome = await last.EndAsync(RotationMax);

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        await witness.AssertNothingWasLostAsync(Floor);
        await AssertReplacedAsync(stage);
        await AssertNothingWasLaunchedTwiceAsync(stage);
        Assert.Equal(0, (await stage.Command.RunAsync("journal", "verify")).ExitCode);
        await AssertADeadMachineIsReplacedAsync(stage);
    }

    private static async Task KillAtRandomMomentsAsync(FleetStage stage)
    {
        // Printed, so that a failure can be repeated.
        var seed = Environment.GetEnvironmentVariable("IMAGEFORGE_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"IMAGEFORGE_TEST_SEED={seed}");
        for (var kill = 1; kill <= Kills; kill++)
        {
            var moment = TimeSpan.FromMilliseconds(random.Next(500, 7_000));
            using var running = stage.Rotate();
            Assert.False(await running.WaitAsync(moment), $"the rotation ended before kill {kill}");
            running.Kill();
            TestContext.Current.TestOutputHelper?.WriteLine($"kill {kill} after {moment.TotalSeconds:0.0} s");
        }
    }

    private static async Task AssertReplacedAsync(FleetStage stage)
    {
        var snapshot = await stage.LookAsync();
        Assert.Equal(3, snapshot.Instances.Length);
        Assert.All(snapshot.Instances, instance =>
        {
            Assert.Equal(stage.New.Id, instance.Image);
            Assert.Equal(ServiceState.InService, instance.Service);
            Assert.True(instance.Sensor.IsHealthy, instance.Sensor.Detail);
        });
        Assert.Equal(3, stage.Processes().Count(process => process.Name.StartsWith("qemu", StringComparison.Ordinal)));
    }

    private static async Task AssertNothingWasLaunchedTwiceAsync(FleetStage stage)
    {
        var launches = (await stage.EventsAsync()).Select(entry => entry.Event).OfType<RotationEvent.LaunchBegan>()
            .Where(launch => launch.Image == stage.New.Id).ToList();
        Assert.Equal(3, launches.Select(launch => launch.Slot).Distinct().Count());
        Assert.Equal(3, launches.Select(launch => launch.Token).Distinct().Count());
        Assert.Equal(3, launches.Select(launch => launch.Instance).Distinct().Count());
    }

    private static async Task AssertADeadMachineIsReplacedAsync(FleetStage stage)
    {
        using (var machine = Process.GetProcessById(
            stage.Processes().First(process => process.Name.StartsWith("qemu", StringComparison.Ordinal)).Id))
        {
            machine.Kill();
            await machine.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var shown = await stage.Command.RunAsync("fleet", "show", stage.Fleet.Value);
        Assert.Contains("dead", shown.Output, StringComparison.Ordinal);
        using var healing = stage.Rotate();
        var healed = await healing.EndAsync(RotationMax);
        Assert.True(healed.ExitCode == 0, $"{healed}");
        var snapshot = await stage.LookAsync();
        Assert.Equal(3, snapshot.Instances.Length);
        Assert.All(snapshot.Instances, instance => Assert.True(instance.Running, $"{instance.Id}"));
    }
}
