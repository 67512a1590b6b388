using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Benchmarks;

/// <summary>
/// From the start of an instance to its first heartbeat, and to a healthy sensor, alone and three at once.
/// </summary>
public sealed class BootBenchmarks(BenchForge forge)
{
    private static readonly FleetName Fleet = new("bench");
    private static readonly TimeSpan AloneBar = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ThreeBar = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BootMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var artifact = forge.Artifacts.List()
            .First(built => built.Id.Image.Value == "web" && built.State == ImageState.Validated);
        var policy = new RotationPolicy { Fleet = Fleet, Image = artifact.Id.Image, Desired = 3 };
        await forge.Fleets.EnsureFleetAsync(policy, artifact.Health!, CancellationToken.None);
        try
        {
            // The first launch of an image expands its disk; nobody waits for that twice.
            await BootAsync(artifact, 1, "warm");
            var alone = await BootAsync(artifact, 1, "alone");
            var three = await BootAsync(artifact, 3, "three");
            return
            [
                Measurement.Seconds("instance start to heartbeat, alone", alone.Beat, AloneBar),
                Measurement.Seconds("instance start to heartbeat, slowest of three at once", three.Beat, ThreeBar),
                new("and to a healthy sensor, alone", $"{alone.Healthy.TotalSeconds:0.0} s", "", null),
                new("and to a healthy sensor, three at once", $"{three.Healthy.TotalSeconds:0.0} s", "", null),
            ];
        }
        finally
        {
            await RemoveAllAsync();
            await forge.Fleets.RemoveFleetAsync(Fleet, CancellationToken.None);
        }
    }

    private async Task<(TimeSpan Beat, TimeSpan Healthy)> BootAsync(ImageArtifact artifact, int count, string round)
    {
        var watch = Stopwatch.StartNew();
        for (var slot = 0; slot < count; slot++)
        {
            var name = $"bench-{round}-{slot}";
            await forge.Fleets.LaunchAsync(
                Fleet,
                new RotationCommand.Launch(new InstanceId(name), artifact.Id, slot, 1, name, null, "a benchmark"),
                CancellationToken.None);
        }

        var beat = await UntilAllAsync(watch, "heartbeat", instance => instance.LastBeatAt is not null);
        var healthy = await UntilAllAsync(
            watch, "healthy sensor", instance => instance.Sensor.State == HealthState.Healthy);
        await RemoveAllAsync();
        return (beat, healthy);
    }

    private async Task<TimeSpan> UntilAllAsync(Stopwatch watch, string what, Func<InstanceView, bool> condition)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (!(await LookAsync()).Instances.All(condition))
        {
            if (watch.Elapsed > BootMax)
            {
                throw new InvalidOperationException($"no {what} within {BootMax}");
            }

            await timer.WaitForNextTickAsync();
        }

        return watch.Elapsed;
    }

    private Task<FleetSnapshot> LookAsync() => forge.Fleets.ObserveAsync(Fleet, CancellationToken.None);

    private async Task RemoveAllAsync()
    {
        foreach (var instance in (await LookAsync()).Instances)
        {
            await forge.Fleets.TerminateAsync(Fleet, instance.Id, CancellationToken.None);
        }
    }
}
