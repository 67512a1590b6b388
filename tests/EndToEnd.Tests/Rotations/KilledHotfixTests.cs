using System.Text.Json;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Engine;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// The promise of a hotfix's journal, on real machines under load: whoever carries it out may be killed at any moment,
/// the same command finishes it, and meanwhile nobody else can begin another one.
/// </summary>
[Trait("tier", "all")]
public sealed class KilledHotfixTests(SharedForge shared) : IAsyncDisposable
{
    private const int Instances = 3;
    private static readonly TimeSpan MomentMax = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(20);
    private static readonly string[] Daemons = ["qemu-system", "haproxy", "imageforge-server"];

    // Of its own: everything in it is the hotfix's or the fleet's.
    private readonly HotfixForge _forge = new(
        new StateDirectory(Path.Combine(Path.GetTempPath(), $"if-h{Environment.ProcessId}")));

    private StateDirectory State => _forge.State;

    private string[] Hotfix => ["hotfix", "--package", _forge.Agent, "--reason", "a test"];

    [Fact]
    public async Task Killed_in_its_build_its_gates_and_its_rotation_it_is_finished_once_by_the_same_command()
    {
        await shared.LendDownloadsAsync(State);
        await _forge.DoneAsync(HotfixForge.BuildMax, "build", "web");
        await _forge.DoneAsync(HotfixForge.BuildMax, "fleet", "launch", HotfixForge.Fleet);
        var old = (await _forge.StableAsync())["web"];
        await using var load = new SteadyLoad(await _forge.EndpointAsync());
        _forge.Acme.Publish("2.1");

        await KillAsync("\n  layer hotfix 1 ", IsBuildingAsync);
        await AssertNothingIsReleasedAsync(old);
        await KillAsync("\n  capture ", IsBuildingAsync);
        await AssertNothingIsReleasedAsync(old);
        await KillAsync("\n  gates ", IsExaminingAsync, AssertOthersAreRefusedAsync);
        await AssertNothingIsReleasedAsync(old);
        await KillAsync("\nrotating fleet ", () => IsInMidRotationAsync(old));
        Assert.True(await IsInMidRotationAsync(old));

        await _forge.DoneAsync(HotfixForge.HotfixMax, Hotfix);
        var @new = await AssertOneVersionCameOfItAsync(old);
        await AssertWholeAsync(@new);
        await AssertNoOrphanAsync();
        await AssertOneHotfixIsDoneAsync();
        await AssertNothingIsLeftToCollectAsync();
        await AssertWholeAsync(@new);
        await load.AssertNothingWasLostAsync();
        await _forge.DoneAsync(HotfixForge.BuildMax, "journal", "verify");
    }

    public async ValueTask DisposeAsync()
    {
        await _forge.Command.RunAsync("fleet", "destroy", HotfixForge.Fleet);

        // Where the test failed: once for the folder of a killed examination, once for the machine that outlives it.
        await _forge.Command.RunAsync("gc");
        await _forge.Command.RunAsync("gc");
        _forge.Dispose();
        await new ReceiverProcess(State).StopAsync(() => false, CancellationToken.None);
        await LocalBuildTarget.RemoveTreeAsync(State.Root, CancellationToken.None);
    }

    /// <param name="begin">How the line begins that says where it is.</param>
    /// <param name="isReached">What is waited for after that line.</param>
    /// <param name="meanwhile">What others try meanwhile.</param>
    private async Task KillAsync(string begin, Func<Task<bool>> isReached, Func<Task>? meanwhile = null)
    {
        using var running = _forge.Command.Start(Hotfix);
        await running.UntilSaysAsync(begin, MomentMax);
        if (meanwhile is not null)
        {
            await meanwhile();
        }

        await Poll.UntilAsync(MomentMax, async () => running.HasExited || await isReached(), () => running.Said);
        Assert.False(running.HasExited, $"ended before it could be killed: {running.Said}");
        running.Kill();
        Assert.True(await running.WaitAsync(EndMax), "it survives SIGKILL");
        TestContext.Current.TestOutputHelper?.WriteLine($"killed in {begin.Trim()}");

        // A machine of gates is a daemon, which the next examination ends. All else of a build dies with its maker.
        await Poll.UntilAsync(
            EndMax, () => Task.FromResult(BuildProcesses().Count == 0), () => string.Join('\n', BuildProcesses()));
        Assert.Empty(Leftovers.Mounts(State.Root));
    }

    private Task<bool> IsBuildingAsync() => Task.FromResult(BuildProcesses().Count > 0);

    private Task<bool> IsExaminingAsync() => Task.FromResult(Machines().Exists(IsOfGates));

    // One old instance is gone and one is still to go.
    private async Task<bool> IsInMidRotationAsync(string old)
    {
        var onOld = (await _forge.InstancesAsync()).Count(instance => ImageOf(instance) == old);
        return onOld is > 0 and < Instances;
    }

    private async Task AssertOthersAreRefusedAsync()
    {
        await _forge.RefusedAsync(ForgeError.Busy, "works on a hotfix of web", Hotfix);
        foreach (var other in new[] { $"{_forge.Agent}=2.1", "nginx-light" })
        {
            await _forge.RefusedAsync(
                ForgeError.Busy, $"({_forge.Agent}) of web is under way", "hotfix", "--package", other);
        }
    }

    private async Task AssertNothingIsReleasedAsync(string old)
    {
        Assert.Equal(old, IdOf(Assert.Single(await _forge.VersionsAsync())));
        Assert.Equal(["hotfix-decided"], await EventsAsync());
        Assert.All(await _forge.InstancesAsync(), instance => Assert.Equal(old, ImageOf(instance)));
    }

    private async Task<string> AssertOneVersionCameOfItAsync(string old)
    {
        var @new = (await _forge.StableAsync())["web"];
        Assert.NotEqual(old, @new);
        var versions = await _forge.VersionsAsync();
        Assert.Equal(new[] { old, @new }.Order(), versions.Select(IdOf).Order());
        Assert.Equal(2, Directory.EnumerateDirectories(State.Artifacts).Count());
        var report = (await _forge.AskAsync("image", "show", @new)).GetProperty("gates").EnumerateArray();
        Assert.All(report, gate => Assert.True(gate.GetProperty("passed").GetBoolean(), $"{gate}"));
        return @new;
    }

    private async Task AssertWholeAsync(string @new)
    {
        var instances = await _forge.InstancesAsync();
        Assert.Equal(Instances, instances.Count);
        Assert.All(instances, instance =>
        {
            Assert.Equal(@new, ImageOf(instance));
            Assert.Equal("InService", instance.GetProperty("service").GetString());
            Assert.Equal("Healthy", instance.GetProperty("app").GetString());
            Assert.Equal("Healthy", instance.GetProperty("sensor").GetString());
        });
    }

    // Every machine and every disk is of an instance of the fleet, and one of each is.
    private async Task AssertNoOrphanAsync()
    {
        var folders = (await _forge.InstancesAsync()).Select(instance => Path.Combine(State.Instances, IdOf(instance)))
            .Order(StringComparer.Ordinal).ToList();
        Assert.Equal(folders, Directory.EnumerateDirectories(State.Instances).Order(StringComparer.Ordinal));
        Assert.All(folders, folder => Assert.Single(Directory.EnumerateFiles(folder, "*.qcow2")));
        Assert.All(folders, folder => Assert.Single(Machines(), machine => Names(machine, $"{folder}/")));
        Assert.Equal(folders.Count, Machines().Count);
        Assert.Empty(BuildProcesses());
        Assert.Empty(Directory.EnumerateDirectories(State.Temporary));
        Assert.Empty(Leftovers.Mounts(State.Root));
    }

    private async Task AssertOneHotfixIsDoneAsync()
    {
        var events = await EventsAsync();
        Assert.Equal("hotfix-finished", events[^1]);
        Assert.All(
            new[] { "hotfix-decided", "hotfix-released", "hotfix-finished" },
            once => Assert.Single(events, known => known == once));
        var reports = (await _forge.AskAsync("hotfix", "report")).GetProperty("hotfixes").EnumerateArray();
        var report = Assert.Single(reports);
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}");
        Assert.Equal("done", report.GetProperty("state").GetString());
        var fleet = Assert.Single(report.GetProperty("fleets").EnumerateArray());
        Assert.True(fleet.GetProperty("complete").GetBoolean());
        Assert.Equal(Instances, fleet.GetProperty("instances").GetInt32());
    }

    // What gates keep of their machines' consoles for whoever reads a refusal is all that may go.
    private async Task AssertNothingIsLeftToCollectAsync()
    {
        var collected = (await _forge.AskAsync("gc")).GetProperty("items").EnumerateArray().ToList();
        Assert.All(collected, item => Assert.EndsWith(
            ".serial", item.GetProperty("path").GetString(), StringComparison.Ordinal));
        Assert.Empty((await _forge.AskAsync("gc")).GetProperty("items").EnumerateArray());
    }

    private async Task<List<string>> EventsAsync() =>
    [
        .. (await _forge.AskAsync("journal", "show", "hotfix")).GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("data").GetProperty("event").GetString()!),
    ];

    private List<string> Machines() =>
        [.. Leftovers.Processes(State.Root).Where(process => Names(process, Daemons[0]))];

    private List<string> BuildProcesses() =>
        [.. Leftovers.Processes(State.Root).Where(process => !Daemons.Any(name => Names(process, name)))];

    private bool IsOfGates(string process) => Names(process, Path.Combine(State.Temporary, "gate-"));

    private static bool Names(string process, string what) => process.Contains(what, StringComparison.Ordinal);

    private static string IdOf(JsonElement thing) => thing.GetProperty("id").GetString()!;

    private static string ImageOf(JsonElement instance) => instance.GetProperty("image").GetString()!;
}
