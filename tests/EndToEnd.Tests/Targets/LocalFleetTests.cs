using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;
using ImageForge.Targets.Tests;

namespace ImageForge.EndToEnd.Tests.Targets;

/// <summary>The contract on real machines, and what is true of the local target alone: nothing dies with us.</summary>
[Trait("tier", "vm")]
public sealed class LocalFleetTests(SharedForge forge) : FleetTargetContract, IAsyncLifetime
{
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(30);

    private readonly StateDirectory _state = new(
        Path.Combine(Path.GetTempPath(), $"if-{Guid.NewGuid().ToString("N")[..8]}"));
    private LocalFleetTarget? _target;
    private ImageArtifact? _artifact;

    protected override IFleetTarget Target => _target!;
    protected override ArtifactId Image => _artifact!.Id;
    protected override HealthProbe Health => _artifact!.Health!;

    public async ValueTask InitializeAsync()
    {
        _artifact = await BootableImage.LinkIntoAsync(forge, _state);
        _target = NewTarget();
    }

    public async ValueTask DisposeAsync()
    {
        // No caller's token: what a failed test left behind must go too.
        foreach (var folder in InstanceFolder.All(_state).ToList())
        {
            await Target.TerminateAsync(Fleet, folder.Id, CancellationToken.None);
        }

        await Target.RemoveFleetAsync(Fleet, CancellationToken.None);
        _target!.Dispose();
        var left = Processes();
        Directory.Delete(_state.Root, recursive: true);
        Assert.Empty(left);
    }

    protected override void Kill(InstanceView instance)
    {
        var process = InstanceFolder.Find(_state, instance.Id)!.Machine!.Record.Process!;
        process.Kill();
        Assert.True(SpinWait.SpinUntil(() => !process.IsAlive, StepMax));
    }

    protected override Task WaitAsync(TimeSpan limit, Func<Task<bool>> condition, Func<string> state) =>
        Poll.UntilAsync(limit, condition, state);

    protected override async Task<int> StatusAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var endpoint = (await Target.EndpointAsync(Fleet, Cancellation))!;
        using var response = await client.GetAsync(new Uri(endpoint, Health.Path), Cancellation);
        return (int)response.StatusCode;
    }

    [Fact]
    public async Task Machines_outlive_the_load_balancer_and_the_receiver_and_both_come_back_where_they_were()
    {
        await EnsureFleetAsync();
        var launch = Launch("contract-c");
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        await Target.RegisterAsync(Fleet, launch.Instance, Cancellation);
        await UntilAsync(launch.Instance, seen => seen is { App.IsHealthy: true, Sensor.IsHealthy: true });
        await Target.AdmitAsync(Fleet, launch.Instance, Cancellation);
        var machine = MachineOf(launch.Instance);
        var endpoint = await Target.EndpointAsync(Fleet, Cancellation);

        var balancer = Assert.Single(Processes(), process => process.Name == "haproxy");
        balancer.Identity.Kill();
        await balancer.Identity.WaitForExitAsync(StepMax, Cancellation);
        Assert.Null(await Target.EndpointAsync(Fleet, Cancellation));
        Assert.Equal(ServiceState.Unregistered, (await FindAsync(launch.Instance))!.Service);
        await EnsureFleetAsync();
        Assert.Equal(endpoint, await Target.EndpointAsync(Fleet, Cancellation));
        Assert.Equal(ServiceState.InService, (await FindAsync(launch.Instance))!.Service);
        Assert.Equal(Health.Status, await StatusAsync());

        var files = new ReceiverFiles(_state);
        var (receiver, port) = (files.ReadIdentity()!, files.ReadPort());
        receiver.Kill();
        await receiver.WaitForExitAsync(StepMax, Cancellation);
        var last = (await FindAsync(launch.Instance))!.LastBeatAt;
        await EnsureFleetAsync();
        Assert.Equal(port, files.ReadPort());
        Assert.NotEqual(receiver, files.ReadIdentity());
        await UntilAsync(launch.Instance, seen => seen.LastBeatAt > last && seen.Sensor.IsHealthy);
        Assert.Equal(machine, MachineOf(launch.Instance));
    }

    /// <summary>The moments of a launch that leave something on the disk, each followed by our death.</summary>
    [Theory]
    [InlineData("launch.json")]
    [InlineData("root.qcow2")]
    [InlineData("machine.json")]
    [InlineData("pid")]
    [InlineData("qmp")]
    public async Task A_launch_killed_on_its_way_is_finished_and_nothing_runs_twice(string lastFile)
    {
        await EnsureFleetAsync();
        var launch = Launch("contract-d");
        using (var launcher = Process.Start(BootableImage.OneLaunch(_state, Fleet, launch))!)
        {
            var path = Path.Combine(_state.Instances, launch.Instance.Value, lastFile);
            SpinWait.SpinUntil(() => File.Exists(path) || launcher.HasExited, StepMax);
            launcher.Kill();
            await launcher.WaitForExitAsync(Cancellation);
        }

        // A machine that is just being set up by its orphaned process answers a little later: transient, so tried
        // again.
        await Poll.UntilAsync(StepMax, async () => await TryLaunchAsync(launch), () => "the launch was not finished");
        Assert.True((await FindAsync(launch.Instance))!.Running);
        Assert.Single(Processes(), process => process.Name.StartsWith("qemu", StringComparison.Ordinal));
    }

    private async Task<bool> TryLaunchAsync(Core.Rotations.RotationCommand.Launch launch)
    {
        try
        {
            await Target.LaunchAsync(Fleet, launch, Cancellation);
            return true;
        }
        catch (TargetException exception) when (exception.IsTransient)
        {
            return false;
        }
    }

    private LocalFleetTarget NewTarget()
    {
        var database = new ForgeDatabase(_state);
        return new LocalFleetTarget(
            _state, new ArtifactStore(_state), new SqliteEnrolments(database, TimeProvider.System),
            new SqliteHeartbeats(database), TimeProvider.System);
    }

    private ProcessIdentity MachineOf(InstanceId instance) =>
        InstanceFolder.Find(_state, instance)!.Machine!.Record.Process!;

    // Everything that names this test's state directory on its command line.
    private List<(string Name, ProcessIdentity Identity)> Processes() =>
    [
        .. from process in Process.GetProcesses()
           let identity = ProcessIdentity.Of(process.Id)
           where identity is not null && CommandLine(process.Id).Contains(_state.Root, StringComparison.Ordinal)
           select (process.ProcessName, identity),
    ];

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
