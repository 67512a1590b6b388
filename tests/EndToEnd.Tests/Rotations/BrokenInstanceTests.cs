using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// New instances that pass every gate and break once they run: the rotation sees it, says it, and stays there.
/// </summary>
[Trait("tier", "all")]
public sealed class BrokenInstanceTests(SharedForge forge)
{
    private const int Interrupted = 130;
    private const int Floor = 3;
    private static readonly TimeSpan StepMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WatchFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task A_sensor_that_dies_in_a_new_instance_is_shown_and_the_rotation_does_not_go_on_past_it()
    {
        using var definitions = new DefinitionTree().WithTrap().WithSchedule("sensor", launchTimeout: "10m");
        await using var stage = await StageAsync(definitions, "sensor");
        await using var witness = await FleetWitness.StartAsync(stage);
        using var rotation = stage.Rotate();

        var broken = await FirstNewInServiceAsync(stage);
        await FleetStage.TrapAsync(broken, "auditd");
        await Poll.UntilAsync(
            StepMax, async () => (await stage.FindAsync(broken.Id)).Sensor.State == HealthState.Unhealthy,
            () => "the gap is not seen");
        var seenAt = DateTimeOffset.UtcNow;

        Assert.False(await rotation.WaitAsync(WatchFor), "the rotation ended");
        var why = await stage.Command.RunAsync("why", broken.Id.Value);
        Assert.Contains(nameof(HoldReason.SensorGap), why.Output, StringComparison.Ordinal);
        var later = (await stage.EventsAsync()).Where(entry => entry.At > seenAt).Select(entry => entry.Event);
        Assert.DoesNotContain(later, entry => entry is RotationEvent.LaunchBegan
            or RotationEvent.CommandBegan { Command: CommandKind.Drain or CommandKind.Terminate });

        // SIGTERM, which does the same as Ctrl-C: whoever runs the tests in the background has SIGINT ignored for them.
        using (var signal = Process.Start("kill", ["-TERM", $"{rotation.Id}"]))
        {
            await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var outcome = await rotation.EndAsync(StepMax);
        Assert.Equal(Interrupted, outcome.ExitCode);
        Assert.Contains("auditd", outcome.Output, StringComparison.Ordinal);
        await witness.AssertNothingWasLostAsync(Floor);
    }

    [Fact]
    public async Task An_application_that_breaks_in_the_new_image_stops_the_rotation_and_the_old_instances_serve()
    {
        using var definitions = new DefinitionTree().WithTrap()
            .WithSchedule("application", launchTimeout: "75s", instanceWarmup: "30s");
        await using var stage = await StageAsync(definitions, "application");
        await using var witness = await FleetWitness.StartAsync(stage);
        using var rotation = stage.Rotate();

        var trapped = new HashSet<InstanceId>();
        await Poll.UntilAsync(
            RotationMax,
            async () =>
            {
                var admitted = (await stage.LookAsync()).Instances
                    .Where(instance => instance.Image == stage.New.Id && instance.Service == ServiceState.InService);
                foreach (var instance in admitted.Where(instance => trapped.Add(instance.Id)))
                {
                    await FleetStage.TrapAsync(instance, "application");
                }

                return rotation.HasExited;
            },
            () => "the rotation goes on");

        var outcome = await rotation.EndAsync(StepMax);
        Assert.True(outcome.ExitCode == (int)ForgeError.RotationHeld, $"{outcome}");
        Assert.Contains("2 launches failed > 1 tolerated", outcome.Output, StringComparison.Ordinal);
        var old = (await stage.LookAsync()).Instances.Where(instance => instance.Image == stage.Old.Id).ToList();
        Assert.Equal(Floor, old.Count);
        Assert.All(old, instance => Assert.Equal(ServiceState.InService, instance.Service));
        await witness.AssertNothingWasLostAsync(Floor);
    }

    private async Task<FleetStage> StageAsync(DefinitionTree definitions, string fleet)
    {
        var old = await forge.BuildAsync(await forge.PlanAsync("web"));
        var plan = await forge.Engine.PlanAsync(
            SharedForge.Unattacked(new DefinitionReader(definitions.Root).ReadImage("web")), new BuildOptions(),
            TestContext.Current.CancellationToken);
        var trapped = await forge.BuildAsync(plan);
        Assert.True(
            trapped.State == ImageState.Released, "the image with the trap passes every gate until it is sprung");
        return await FleetStage.LaunchAsync(forge, definitions, fleet, old, trapped);
    }

    private static async Task<InstanceView> FirstNewInServiceAsync(FleetStage stage)
    {
        InstanceView? found = null;
        await Poll.UntilAsync(
            StepMax,
            async () =>
            {
                found = (await stage.LookAsync()).Instances.FirstOrDefault(
                    instance => instance.Image == stage.New.Id && instance.Service == ServiceState.InService);
                return found is not null;
            },
            () => "no new instance is in service");
        return found!;
    }
}
