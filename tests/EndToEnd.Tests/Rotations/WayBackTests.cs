using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// Real machines under load: forward and, once that is complete, back; and new disks under old names. And each in the
/// order of the simulator.
/// </summary>
[Trait("tier", "all")]
public sealed class WayBackTests(SharedForge forge)
{
    private const int Floor = 3;
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task A_complete_rotation_is_rolled_back_without_a_lost_request()
    {
        using var definitions = new DefinitionTree().WithSchedule("back", launchTimeout: "5m");
        await using var stage = await StageAsync(definitions, "back");
        await using var witness = await FleetWitness.StartAsync(stage);
        var atFirst = await stage.LookAsync();
        using var forward = stage.Rotate();
        var there = await forward.EndAsync(RotationMax);
        Assert.True(there.ExitCode == 0, $"{there}");
        await CommandOrder.AssertAsSimulatedAsync(stage, definitions, atFirst);
        var between = await stage.LookAsync();

        var back = await stage.Command.RunAsync(RotationMax, "rotation", "rollback", "back", "--reason", "slow pages");

        Assert.True(back.ExitCode == 0, $"{back}");
        await AssertAllRunAsync(stage, stage.Old.Id);
        await witness.AssertNothingWasLostAsync(Floor);
        await CommandOrder.AssertAsSimulatedAsync(stage, definitions, between);
        var started = (await stage.EventsAsync()).Select(entry => entry.Event).OfType<RotationEvent.Started>().ToList();
        Assert.Equal(started[^2].Rotation, started[^1].RollbackOf);
        var again = await stage.Command.RunAsync("rotation", "rollback", "back");
        Assert.Equal((int)ForgeError.NotFound, again.ExitCode);
    }

    [Fact]
    public async Task A_fleet_is_reimaged_in_place_names_and_addresses_stay()
    {
        using var definitions = new DefinitionTree()
            .WithSchedule("disks", launchTimeout: "5m", strategy: "reimage");
        await using var stage = await StageAsync(definitions, "disks");
        var atFirst = await stage.LookAsync();
        var before = atFirst.Instances.ToDictionary(view => view.Id, view => view.Address);
        await using var witness = await FleetWitness.StartAsync(stage);

        using var rotation = stage.Rotate();
        var outcome = await rotation.EndAsync(RotationMax);

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        await AssertAllRunAsync(stage, stage.New.Id);
        var after = (await stage.LookAsync()).Instances.ToDictionary(view => view.Id, view => view.Address);
        Assert.Equal(before.OrderBy(pair => pair.Key), after.OrderBy(pair => pair.Key));
        await CommandOrder.AssertAsSimulatedAsync(stage, definitions, atFirst);
        await witness.AssertNothingWasLostAsync(Floor);
    }

    private async Task<FleetStage> StageAsync(DefinitionTree definitions, string fleet)
    {
        var old = await forge.BuildAsync(
            await forge.PlanAsync("web", new DefinitionOverrides { Pockets = [Pocket.Release] }));
        var @new = await forge.BuildAsync(await forge.PlanAsync("web"));
        return await FleetStage.LaunchAsync(forge, definitions, fleet, old, @new);
    }

    private static async Task AssertAllRunAsync(FleetStage stage, ArtifactId image)
    {
        var snapshot = await stage.LookAsync();
        Assert.Equal(3, snapshot.Instances.Length);
        Assert.All(snapshot.Instances, instance =>
        {
            Assert.Equal(image, instance.Image);
            Assert.Equal(ServiceState.InService, instance.Service);
            Assert.True(instance.Sensor.IsHealthy, instance.Sensor.Detail);
        });
    }
}
