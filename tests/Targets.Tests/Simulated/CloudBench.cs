using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>A simulated cloud with one fleet, and a controller that does as the test says.</summary>
internal sealed class CloudBench
{
    public static readonly FleetName Fleet = new("web");
    public static readonly ArtifactId Old = new(new ImageName("web"), Digest.OfText("old"));
    public static readonly ArtifactId New = new(new ImageName("web"), Digest.OfText("new"));

    public CloudBench(SimulationSettings settings, int instances = 0, int? desired = null)
    {
        Policy = new RotationPolicy
        {
            Fleet = Fleet,
            Image = Old.Image,
            Desired = desired ?? Math.Max(1, instances),
            InstanceWarmup = TimeSpan.FromSeconds(60),
        };
        Cloud = new SimulatedCloud(settings, Time);
        Cloud.Publish(New);
        Cloud.Populate(Policy, Old, instances, _ => TimeSpan.FromDays(1));
        Target = new SimulatedFleetTarget(Cloud, Time);
    }

    public VirtualTime Time { get; } = new();
    public RotationPolicy Policy { get; }
    public SimulatedCloud Cloud { get; }
    public SimulatedFleetTarget Target { get; }

    public static SimulationSettings With(FaultKind kind, double rate) =>
        new() { Faults = SimulationFaults.None.With(kind, rate) };

    public static InstanceId OldInstance(int number) => new($"web-old{number:00000}");

    public static RotationCommand.Launch Launch(string name, InstanceId? replaces = null) =>
        new(new InstanceId(name), New, 0, 1, $"token-{name}", replaces, "the test") { Zone = "zone-a" };

    public FleetSnapshot Look() => Time.Run(() => Target.ObserveAsync(Fleet, CancellationToken.None));

    public InstanceView? Find(string name) =>
        Look().Instances.FirstOrDefault(view => view.Id == new InstanceId(name));

    public void Do(Func<SimulatedFleetTarget, Task> act) => Time.Run(() => act(Target));

    public void Launch(RotationCommand.Launch launch) =>
        Do(target => target.LaunchAsync(Fleet, launch, CancellationToken.None));

    /// <summary>Launches and registers it, waits until it is healthy, and puts it in service.</summary>
    public void BringUp(RotationCommand.Launch launch)
    {
        Launch(launch);
        Do(target => target.RegisterAsync(Fleet, launch.Instance, CancellationToken.None));
        Until(() => Find(launch.Instance.Value) is { App.IsHealthy: true, Sensor.IsHealthy: true });
        Do(target => target.AdmitAsync(Fleet, launch.Instance, CancellationToken.None));
    }

    public void Until(Func<bool> condition)
    {
        for (var end = Time.Elapsed + TimeSpan.FromHours(1); !condition(); Time.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.True(Time.Elapsed < end, "not within an hour");
        }
    }
}
