using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

/// <summary>What the folder of an instance says decides what may be done with it; no machine runs here.</summary>
public sealed class ReimageAndIsolationTests : IDisposable
{
    private static readonly FleetName Fleet = new("web");
    private static readonly InstanceId Instance = new("web-a");
    private static readonly ArtifactId Old = new(new ImageName("web"), Digest.OfText("old"));
    private static readonly ArtifactId New = new(new ImageName("web"), Digest.OfText("new"));

    private readonly TemporaryState _state = new();
    private readonly LocalFleetTarget _target;
    private readonly LocalResources _resources;

    public ReimageAndIsolationTests()
    {
        var database = new ForgeDatabase(State);
        var enrolments = new StoredEnrolments(database, TimeProvider.System);
        var beats = new StoredHeartbeats(database);
        _target = new LocalFleetTarget(State, new ArtifactStore(State), enrolments, beats, TimeProvider.System);
        _resources = new LocalResources(State, enrolments, beats);
    }

    private StateDirectory State => _state.Directory;
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _target.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void What_a_finished_reimage_left_goes_and_what_an_unfinished_one_needs_stays()
    {
        var folder = Create();
        Touch(folder, "root.qcow2", "root-b.qcow2", "root-c.qcow2", "root-c.qcow2.new", "serial");
        folder.Pending = new PendingReimage(Launch("b", New) with { Overlay = "root-b.qcow2" }, 4001);
        folder.RemoveLeftovers();
        Assert.Equal(["launch.json", "reimage.json", "root-b.qcow2", "root.qcow2", "serial"], Files(folder));

        folder.Launch = folder.Pending.Launch;
        folder.RemoveLeftovers();
        folder.RemoveLeftovers();
        Assert.Equal(["launch.json", "root-b.qcow2", "serial"], Files(folder));
        Assert.Equal("b", folder.Launch.Token);
    }

    [Fact]
    public async Task A_half_done_reimage_is_seen_under_its_old_token_gets_no_traffic_and_holds_both_images()
    {
        var folder = Create();
        folder.Pending = new PendingReimage(Launch("b", New), 4001);

        // The new machine runs, and nobody was left to say so in launch.json.
        StateFile.Write(
            Path.Combine(folder.Path, "machine.json"),
            new MachineRecord(folder.Pending.Launch.Uuid, ProcessIdentity.Of(Environment.ProcessId), Ports(4001)));
        var seen = Assert.Single((await _target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Equal(("a", Old, false), (seen.LaunchToken, seen.Image, seen.Running));
        Assert.Equal("127.0.0.1:4001", seen.Address);
        await RefusedAsync(() => _target.RegisterAsync(Fleet, Instance, Cancellation), "reimage");
        await RefusedAsync(() => _target.AdmitAsync(Fleet, Instance, Cancellation), "reimage");
        Assert.Equal([Old, New], _resources.Disks().Select(disk => disk.Image));

        // The launch that made it is done, and is not done again.
        await _target.LaunchAsync(
            Fleet, new RotationCommand.Launch(Instance, Old, 0, 1, "a", null, "test"), Cancellation);
        Assert.Equal("b", folder.Pending!.Launch.Token);
    }

    [Fact]
    public async Task A_token_stands_for_one_image_and_an_unknown_image_changes_nothing()
    {
        var folder = Create();
        await _target.ReimageAsync(Fleet, Reimage("a", Old), Cancellation);
        await RefusedAsync(() => _target.ReimageAsync(Fleet, Reimage("a", New), Cancellation), "token a");
        await Assert.ThrowsAsync<ForgeException>(
            () => _target.ReimageAsync(Fleet, Reimage("b", New), Cancellation));
        await RefusedAsync(
            () => _target.ReimageAsync(new FleetName("other"), Reimage("b", New), Cancellation), "no instance");
        Assert.Equal(["launch.json"], Files(folder));

        folder.Wanted = WantedService.Leaving;
        await RefusedAsync(() => _target.ReimageAsync(Fleet, Reimage("b", New), Cancellation), "terminated");
    }

    [Fact]
    public async Task An_isolated_instance_is_kept_from_everything_but_its_end()
    {
        var folder = Create();
        folder.Wanted = WantedService.InService;
        Assert.False(Assert.Single((await _target.ObserveAsync(Fleet, Cancellation)).Instances).Isolated);
        await _target.IsolateAsync(Fleet, Instance, Cancellation);
        await _target.IsolateAsync(Fleet, Instance, Cancellation);
        var seen = Assert.Single((await _target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Equal((true, ServiceState.Unregistered), (seen.Isolated, seen.Service));
        await RefusedAsync(() => _target.RegisterAsync(Fleet, Instance, Cancellation), "isolated");
        await RefusedAsync(() => _target.AdmitAsync(Fleet, Instance, Cancellation), "isolated");
        await RefusedAsync(() => _target.ReimageAsync(Fleet, Reimage("b", New), Cancellation), "isolated");

        // Its fleet has no record here: another instance would be an orphan.
        InstanceFolder.Create(State, new InstanceId("web-b"), Launch("c", Old));
        Assert.Equal("web-b", Path.GetFileName(Assert.Single(_resources.FindOrphans()).Path));
        await _target.TerminateAsync(Fleet, Instance, Cancellation);
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public async Task An_isolation_that_was_only_begun_is_not_passed_off_as_done_but_lets_nothing_through()
    {
        var folder = Create();
        folder.Isolation = new Isolation(IsDone: false);
        Assert.False(Assert.Single((await _target.ObserveAsync(Fleet, Cancellation)).Instances).Isolated);
        await RefusedAsync(() => _target.AdmitAsync(Fleet, Instance, Cancellation), "isolated");
        await RefusedAsync(() => _target.IsolateAsync(Fleet, new InstanceId("web-x"), Cancellation), "no instance");
    }

    [Fact]
    public async Task The_disk_of_a_dead_instance_is_kept_once_for_each_root_disk_with_what_was_said_of_it()
    {
        var folder = Create();
        File.WriteAllText(folder.OverlayOf(folder.Launch!), "the disk");
        File.WriteAllText(Path.Combine(folder.Path, "serial"), "login:");

        var kept = await _target.KeepDiskAsync(Fleet, Instance, "sudo at night", Cancellation);
        var again = await _target.KeepDiskAsync(Fleet, Instance, "sudo at night", Cancellation);

        Assert.Equal(kept, again);
        Assert.Equal((Instance, Old, "sudo at night"), (kept!.Instance, kept.Image, kept.Reason));
        var place = new EvidenceStore(State).FolderOf(kept.Name);
        Assert.Equal(
            ["disk.qcow2", "evidence.json", "launch.json", "serial"],
            Directory.EnumerateFiles(place).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.Equal("the disk", File.ReadAllText(Path.Combine(place, "disk.qcow2")));

        // Its next disk is another one.
        folder.Launch = Launch("b", New) with { LaunchedAt = DateTimeOffset.UtcNow.AddHours(1) };
        File.WriteAllText(folder.OverlayOf(folder.Launch), "another disk");
        var next = new LocalFleetTarget(
            State, new ArtifactStore(State), new StoredEnrolments(new ForgeDatabase(State), TimeProvider.System),
            new StoredHeartbeats(new ForgeDatabase(State)), new LaterTime(TimeSpan.FromHours(2)));
        Assert.Equal(New, (await next.KeepDiskAsync(Fleet, Instance, "age", Cancellation))!.Image);
        next.Dispose();
        await RefusedAsync(
            () => _target.KeepDiskAsync(Fleet, new InstanceId("web-x"), "", Cancellation), "no instance");
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    private InstanceFolder Create() => InstanceFolder.Create(State, Instance, Launch("a", Old));

    private static async Task RefusedAsync(Func<Task> act, string because) =>
        Assert.Contains(
            because, (await Assert.ThrowsAsync<TargetException>(act)).Message, StringComparison.Ordinal);

    private static RotationCommand.Reimage Reimage(string token, ArtifactId image) =>
        new(Instance, image, 0, 1, token, "test");

    private static InstanceLaunch Launch(string token, ArtifactId image) => new()
    {
        Fleet = Fleet.Value,
        Token = token,
        ImageName = image.Image.Value,
        PlanDigest = image.PlanDigest.Hex,
        Uuid = Guid.NewGuid(),
        LaunchedAt = DateTimeOffset.UnixEpoch,
        Health = new HealthProbe(80, "/"),
    };

    private static System.Collections.Immutable.ImmutableSortedDictionary<int, int> Ports(int port) =>
        System.Collections.Immutable.ImmutableSortedDictionary<int, int>.Empty.Add(80, port);

    private static void Touch(InstanceFolder folder, params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(folder.Path, name), "");
        }
    }

    private static IEnumerable<string> Files(InstanceFolder folder) =>
        Directory.EnumerateFiles(folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
