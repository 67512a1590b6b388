using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Builds;

public sealed class GarbageCollectorTests : IDisposable
{
    private readonly BuildBench _bench = new();
    private readonly BuildPlan _plan = WebImage.Plan();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly HashSet<ArtifactId> _inUse = [];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Right_after_a_build_there_is_nothing_to_collect()
    {
        await _bench.BuildAsync(_plan);

        Assert.Empty(await PlanAsync());
    }

    [Fact]
    public async Task Leftovers_of_the_dead_go_and_work_of_the_living_stays()
    {
        var dead = Folder(_bench.State.Temporary, $"build-{Digest.OfText("dead").Hex}");
        var alive = Folder(_bench.State.Temporary, $"build-{Digest.OfText("alive").Hex}");
        File.WriteAllText(Path.Combine(_bench.State.Locks, Path.GetFileName(dead)), "");
        using var held = LockFile.TryTake(Path.Combine(_bench.State.Locks, Path.GetFileName(alive)));
        var download = Path.Combine(_bench.State.Temporary, "fetch-0123456789ab-1");
        var running = Path.Combine(_bench.State.Temporary, "fetch-0123456789ab-2");
        File.WriteAllText(download, "half a package");
        await using var open = new FileStream(running, FileMode.Create, FileAccess.Write, FileShare.None);

        var removed = await CollectAsync();

        Assert.Equal([dead, download], removed.Select(item => item.Path));
        Assert.All(removed, item => Assert.Equal(GarbageKind.Leftover, item.Kind));
        Assert.True(Directory.Exists(alive) && File.Exists(running) && !Directory.Exists(dead));
        Assert.Equal("half a package".Length, removed[1].Bytes);
    }

    [Fact]
    public async Task A_folder_without_a_lock_is_left_alone_for_a_day()
    {
        var folder = Folder(_bench.State.Temporary, "layer-of-somebody");
        Assert.Empty(await PlanAsync());

        _time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(folder, Assert.Single(await PlanAsync()).Path);
    }

    [Fact]
    public async Task Refused_artifacts_go_when_they_are_old_unless_an_instance_runs_on_them()
    {
        _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with { ApplicationStatus = 500 };
        await _bench.BuildAsync(_plan);
        Assert.Empty(await PlanAsync());
        _time.Advance(TimeSpan.FromDays(8));

        _inUse.Add(_plan.Artifact);
        Assert.DoesNotContain(await PlanAsync(), item => item.Kind == GarbageKind.RefusedArtifact);
        _inUse.Clear();

        // With the artifact goes what only it referred to.
        var removed = await CollectAsync();
        Assert.Equal(1, removed.Count(item => item.Kind == GarbageKind.RefusedArtifact));
        Assert.Equal(4, removed.Count(item => item.Kind == GarbageKind.Package));
        Assert.Empty(_bench.Artifacts.List());
    }

    [Fact]
    public async Task Layers_and_packages_that_an_artifact_is_made_of_stay_however_old()
    {
        await _bench.BuildAsync(_plan);
        var used = Folder(_bench.State.Layers, _plan.Layers[0].Key.Hex);
        var unused = Folder(_bench.State.Layers, Digest.OfText("old layer").Hex);
        var package = Path.Combine(_bench.State.Packages, $"{Digest.OfText("old package").Hex}.deb");
        File.WriteAllText(package, "old");
        Assert.Empty(await PlanAsync());

        _time.Advance(TimeSpan.FromDays(400));
        var removed = await CollectAsync();

        Assert.Equal([unused, package], removed.Select(item => item.Path));
        Assert.True(Directory.Exists(used));
        Assert.Equal(ImageState.Released, (await _bench.FindAsync("web")).State);
    }

    [Fact]
    public async Task While_a_build_runs_its_layers_and_packages_are_left_alone()
    {
        Folder(_bench.State.Layers, Digest.OfText("new layer of the running build").Hex);
        _time.Advance(TimeSpan.FromDays(8));
        using var build = LockFile.TryTake(Path.Combine(_bench.State.Locks, $"build-{Digest.OfText("running").Hex}"));

        Assert.Empty(await PlanAsync());
    }

    [Fact]
    public async Task What_cannot_be_removed_is_told_and_the_rest_goes()
    {
        var stuck = Folder(_bench.State.Temporary, "a-stuck");
        var loose = Folder(_bench.State.Temporary, "b-loose");
        _time.Advance(TimeSpan.FromDays(2));

        var failure = await Assert.ThrowsAsync<ForgeException>(() => Collector((path, _) =>
        {
            if (path == stuck)
            {
                throw new UnauthorizedAccessException("files of another user");
            }

            Directory.Delete(path, recursive: true);
            return Task.CompletedTask;
        }).CollectAsync(new GarbageLimits(), TestContext.Current.CancellationToken));

        Assert.Contains("1 of 2", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(loose));
    }

    private static string Folder(string parent, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "content"), "content");
        return folder;
    }

    private Task<IReadOnlyList<GarbageItem>> PlanAsync() =>
        Collector().PlanAsync(new GarbageLimits(), TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<GarbageItem>> CollectAsync() =>
        Collector().CollectAsync(new GarbageLimits(), TestContext.Current.CancellationToken);

    private GarbageCollector Collector(Func<string, CancellationToken, Task>? removeTree = null) => new(
        _bench.State, _bench.Artifacts, _ => Task.FromResult<IReadOnlySet<ArtifactId>>(_inUse),
        removeTree ?? ((path, _) =>
        {
            Directory.Delete(path, recursive: true);
            return Task.CompletedTask;
        }),
        _time);
}
