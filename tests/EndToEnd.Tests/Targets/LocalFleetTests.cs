using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Evidence;
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

    // A busy instance answers in less than a second.
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

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

    protected override async Task<int?> AskDirectlyAsync(InstanceView instance)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerMax };
        try
        {
            using var response = await client.GetAsync(
                new Uri($"http://{instance.Address}{Health.Path}"), Cancellation);
            return (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

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

    /// <summary>The moments of a reimage that leave something on the disk, each followed by our death.</summary>
    [Theory]
    [InlineData("reimage.json")]
    [InlineData("root-*.qcow2")]
    [InlineData("machine.json")]
    [InlineData("launch.json")]
    public async Task A_reimage_killed_on_its_way_is_finished_by_the_same_call(string lastChanged)
    {
        await EnsureFleetAsync();
        var launch = Launch("contract-k");
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        var born = (await FindAsync(launch.Instance))!;
        var old = MachineOf(launch.Instance);
        var folder = Path.Combine(_state.Instances, launch.Instance.Value);
        var before = Stamps(folder, lastChanged);
        var reimage = Reimage(launch.Instance, "killed");
        using (var caller = Process.Start(BootableImage.OneReimage(_state, Fleet, reimage))!)
        {
            var isReached = false;
            SpinWait.SpinUntil(
                () => (isReached = Stamps(folder, lastChanged) != before) || caller.HasExited, StepMax);
            caller.Kill();
            Assert.True(isReached, $"it never came as far as {lastChanged}");
            await caller.WaitForExitAsync(Cancellation);
        }

        var half = (await FindAsync(launch.Instance))!;
        Assert.Contains(half.LaunchToken, new[] { launch.Token, reimage.Token });
        Assert.Empty(new LocalResources(_state, forge.Enrolments, forge.Heartbeats).FindOrphans());
        await Poll.UntilAsync(
            StepMax, async () => await TryAsync(() => Target.ReimageAsync(Fleet, reimage, Cancellation)),
            () => "the reimage was not finished");
        var done = (await FindAsync(launch.Instance))!;
        Assert.Equal((reimage.Token, true, born.Address), (done.LaunchToken, done.Running, done.Address));
        Assert.False(old.IsAlive);
        Assert.Single(Processes(), process => process.Name.StartsWith("qemu", StringComparison.Ordinal));
        Assert.Single(Directory.EnumerateFiles(folder, "root*"));
        Assert.False(File.Exists(Path.Combine(folder, "reimage.json")));
    }

    [Fact]
    public async Task Isolation_outlives_this_process_and_gc_leaves_it_alone_even_without_its_fleet()
    {
        await EnsureFleetAsync();
        var launch = Launch("contract-q");
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        await Target.IsolateAsync(Fleet, launch.Instance, Cancellation);
        using var restarted = NewTarget();
        var seen = Assert.Single((await restarted.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.True(seen is { Isolated: true, Running: true });

        var fleets = Path.Combine(_state.Root, "elsewhere");
        Directory.Move(_state.Fleets, fleets);
        Directory.CreateDirectory(_state.Fleets);
        var orphans = new LocalResources(_state, forge.Enrolments, forge.Heartbeats).FindOrphans();
        Directory.Delete(_state.Fleets);
        Directory.Move(fleets, _state.Fleets);
        Assert.DoesNotContain(orphans, orphan => orphan.Path.StartsWith(_state.Instances, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_machine_is_copied_as_it_is_at_one_moment_and_runs_on()
    {
        await EnsureFleetAsync();
        var born = await AdmittedAsync("contract-e");

        var copy = (await Target.KeepDiskAsync(Fleet, born.Id, "sudo at night", Cancellation))!;

        var store = new EvidenceStore(_state);
        Assert.Null(store.Fault(copy));
        var disk = Path.Combine(store.FolderOf(copy.Name), EvidenceStore.DiskName);
        Assert.Equal(0, await RunAsync("qemu-img", "check", "-q", disk));

        // The whole file system as the instance had it: the copy over its image, as one disk.
        var whole = Path.Combine(_state.Temporary, "whole.raw");
        Assert.Equal(0, await RunAsync("qemu-img", "convert", "-O", "raw", disk, whole));
        Assert.Equal(0, await RunAsync("debugfs", "-R", "stat /etc/machine-id", whole));
        Assert.Equal(Health.Status, await AskDirectlyAsync(born));
        Assert.True((await FindAsync(born.Id))!.Running);

        // It goes on writing, its log of requests at least, and the copy stays what it is.
        var folder = InstanceFolder.Find(_state, born.Id)!;
        await Poll.UntilAsync(
            StepMax, () => Task.FromResult(FileDigest.Of(folder.OverlayOf(folder.Launch!)) != copy.Sha256),
            () => "nothing was written after the copy");
        Assert.Null(store.Fault(copy));
        Assert.Equal(copy, await Target.KeepDiskAsync(Fleet, born.Id, "sudo at night", Cancellation));
    }

    private static async Task<int> RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(tool, arguments)
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        await process.WaitForExitAsync(Cancellation);
        return process.ExitCode;
    }

    // Names and moments of change, for a file is replaced by rename.
    private static string Stamps(string folder, string pattern) => string.Join(
        ' ', Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}"));

    private Task<bool> TryLaunchAsync(Core.Rotations.RotationCommand.Launch launch) =>
        TryAsync(() => Target.LaunchAsync(Fleet, launch, Cancellation));

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
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
            _state, new ArtifactStore(_state), new StoredEnrolments(database, TimeProvider.System),
            new StoredHeartbeats(database), TimeProvider.System);
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
