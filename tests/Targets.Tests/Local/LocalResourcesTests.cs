using System.Diagnostics;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class LocalResourcesTests : IDisposable
{
    private readonly TemporaryState _state = new();

    private StateDirectory State => _state.Directory;

    private LocalResources Resources
    {
        get
        {
            var database = new ForgeDatabase(State);
            return new LocalResources(
                State, new StoredEnrolments(database, TimeProvider.System), new StoredHeartbeats(database));
        }
    }

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task What_somebody_needs_stays_and_the_rest_goes()
    {
        Directory.CreateDirectory(Path.Combine(State.Fleets, "web"));
        StateFile.Write(
            Path.Combine(State.Fleets, "web", "fleet.json"),
            new FleetRecord("127.0.0.1:0", 1, new HealthProbe(80, "/")));
        InstanceFolder.Create(State, new InstanceId("web-a"), Launch("web"));
        InstanceFolder.Create(State, new InstanceId("lost-a"), Launch("lost"));
        Directory.CreateDirectory(Path.Combine(State.Instances, "nameless"));

        var orphans = Resources.FindOrphans();
        Assert.Equal(
            ["lost-a: its fleet lost is gone", "nameless: nothing says what it is for"],
            orphans.Select(orphan => $"{Path.GetFileName(orphan.Path)}: {orphan.Reason}"));

        foreach (var orphan in orphans)
        {
            await Resources.RemoveAsync(orphan, TestContext.Current.CancellationToken);
            await Resources.RemoveAsync(orphan, TestContext.Current.CancellationToken);
        }

        Assert.Empty(Resources.FindOrphans());
        Assert.Equal(["web-a"], InstanceFolder.All(State).Select(folder => folder.Id.Value));
        Assert.Empty(Directory.EnumerateFileSystemEntries(State.Temporary));
    }

    [Fact]
    public async Task A_daemon_that_outlived_its_folder_is_found_and_ended()
    {
        // A stand-in that has the name and the option: what is looked at is that its file would lie in our state.
        var daemon = Path.Combine(State.Root, "haproxy");
        File.CreateSymbolicLink(daemon, "/bin/sh");
        var pidFile = Path.Combine(State.Fleets, "gone", "haproxy.pid");
        using var process = Process.Start(new ProcessStartInfo(daemon, ["-c", "read x", "-p", pidFile])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        })!;
        var orphan = Assert.Single(Resources.FindOrphans());
        Assert.Equal(process.Id, orphan.Process!.Pid);
        await Resources.RemoveAsync(orphan, TestContext.Current.CancellationToken);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Empty(Resources.FindOrphans());
    }

    private static InstanceLaunch Launch(string fleet) => new()
    {
        Fleet = fleet,
        Token = "t",
        ImageName = "web",
        PlanDigest = Digest.OfText("plan").Hex,
        Uuid = Guid.NewGuid(),
        LaunchedAt = DateTimeOffset.UnixEpoch,
        Health = new HealthProbe(80, "/"),
    };
}
