using System.Text.Json;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>An artifact of a scripted target, made once more by another target that has no layer of it.</summary>
public sealed class ImageRebuildTests : IDisposable
{
    private readonly BuildBench _bench = new();
    private readonly ScriptedTarget _second = new();
    private readonly List<StateDirectory> _places = [];
    private readonly BuildPlan _plan = BuildPlanner.Plan(
        WebImage.Definition, WebImage.Resolved, "local", [], new Dictionary<string, string>());

    private string Place => _bench.State.OfRebuild(_plan.Digest).Root;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_makes_every_layer_in_a_store_of_its_own_and_finds_the_same_bytes()
    {
        var artifact = await BuildAsync();

        var comparison = await CompareAsync(artifact);

        Assert.True(comparison.IsIdentical);
        Assert.Equal(["disk.qcow2", "packages.json"], comparison.Files.Select(file => file.Name).Where(IsNamed));
        Assert.Empty(comparison.LayersChanged);
        Assert.Equal([.. _plan.Layers.Select(layer => $"layer {layer.Name}"), "capture"], _second.Calls);
        Assert.Equal(Place, Assert.Single(_places).Root);
        Assert.False(Directory.Exists(Place));
        Assert.Equal("compared", (await LastEventAsync()).GetProperty("event").GetString());
        Assert.True((await LastEventAsync()).GetProperty("identical").GetBoolean());

        static bool IsNamed(string name) => name is "disk.qcow2" or "packages.json";
    }

    [Fact]
    public async Task Other_bytes_are_named_by_file_and_by_disk()
    {
        var artifact = await BuildAsync();
        _second.Hosts = "127.0.0.1 elsewhere";

        var comparison = await CompareAsync(artifact);

        Assert.False(comparison.IsIdentical);
        var difference = Assert.Single(comparison.Differences);
        Assert.Equal(("/etc/hosts", FileChange.Content), (difference.Path, Assert.Single(difference.Changes)));
        Assert.Equal(4096, comparison.Disk?.Offset);
        Assert.Equal(
            ["disk.qcow2", "files.sha256"],
            comparison.Files.Where(file => !file.IsIdentical).Select(file => file.Name));
        Assert.False((await LastEventAsync()).GetProperty("identical").GetBoolean());
    }

    [Fact]
    public async Task A_disk_that_was_changed_or_is_missing_is_not_identical()
    {
        var artifact = await BuildAsync();
        var disk = Path.Combine(_bench.Artifacts.FolderOf(artifact.Id), "disk.qcow2");
        File.SetUnixFileMode(disk, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(disk, " and more", TestContext.Current.CancellationToken);

        var changed = await CompareAsync(artifact);
        File.Delete(disk);
        var missing = await CompareAsync(artifact);

        Assert.False(changed.IsIdentical);
        var file = changed.Files.Single(file => file.Name == "disk.qcow2");
        Assert.Equal(file.Recorded, file.Rebuilt);
        Assert.NotEqual(file.Recorded, file.Found);
        Assert.NotNull(changed.Disk);
        Assert.False(missing.IsIdentical);
        Assert.Null(missing.Files.Single(file => file.Name == "disk.qcow2").Found);
        Assert.Null(missing.Disk);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_read_is_a_finding_and_no_failure()
    {
        var artifact = await BuildAsync();
        _second.Hosts = "other";
        _second.Before = (call, _) =>
            call == "compare disks" ? throw new TargetException("no qcow2") : Task.CompletedTask;

        Assert.Equal("no qcow2", (await CompareAsync(artifact)).Disk?.Fault);
    }

    [Fact]
    public async Task Another_definition_is_refused_with_its_layers_named()
    {
        var artifact = await BuildAsync();
        var other = WebImage.Definition with { Users = [], Digest = Digest.OfText("another") };

        var refused = await RefusedAsync(artifact, other);

        Assert.Equal(ForgeError.InvalidDefinition, refused.Error);
        Assert.Contains(
            "layer configuration has another key, and so have those above it (sensors, hardening)", refused.Message,
            StringComparison.Ordinal);
        Assert.Contains(WebImage.Definition.Digest.Short, refused.WayOut, StringComparison.Ordinal);
        Assert.Empty(_second.Calls);
        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public async Task A_definition_whose_layers_are_the_same_is_refused_too()
    {
        var artifact = await BuildAsync();

        var refused = await RefusedAsync(artifact, WebImage.Definition with { Health = null });

        Assert.Contains("its layers are the same, its gates", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ImageForge itself plans otherwise", refused.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_tools_are_refused_by_name()
    {
        var artifact = await BuildAsync();
        _second.Tools["mkfs.ext4"] = "mke2fs 1.47.2";

        var refused = await RefusedAsync(artifact, WebImage.Definition);

        Assert.Equal(ForgeError.Environment, refused.Error);
        Assert.Contains(
            "mkfs.ext4 was not used, here it is 'mke2fs 1.47.2'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_cannot_be_had_is_named_with_where_it_was_looked_for()
    {
        var artifact = await BuildAsync();
        File.Delete(_bench.PackagePath(WebImage.Resolved.Additional[0]));

        var refused = await RefusedAsync(artifact, WebImage.Definition);

        Assert.Equal(ForgeError.External, refused.Error);
        Assert.Contains("nginx-light 1.22.1-9+deb12u1 could not be fetched", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"nor is it in {_bench.State.Packages}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_without_its_packages_by_layer_is_refused()
    {
        var artifact = await BuildAsync();
        var packages = Path.Combine(_bench.Artifacts.FolderOf(artifact.Id), "packages.json");
        File.SetUnixFileMode(packages, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(packages, "\n", TestContext.Current.CancellationToken);
        var changed = await RefusedAsync(artifact, WebImage.Definition);
        File.Delete(packages);

        var missing = await RefusedAsync(artifact, WebImage.Definition);
        var never = await RefusedAsync(artifact with { Files = [] }, WebImage.Definition);

        Assert.All([changed, missing, never], refused => Assert.Equal(ForgeError.Integrity, refused.Error));
        Assert.Contains("packages.json is damaged: its SHA-256 is not", changed.Message, StringComparison.Ordinal);
        Assert.Contains("packages.json is damaged: it is missing", missing.Message, StringComparison.Ordinal);
        Assert.Contains("an older ImageForge built this image", never.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_removes_the_store_and_a_killed_one_is_cleared_by_the_next()
    {
        var artifact = await BuildAsync();
        _second.Before = (call, _) => call == "capture" ? throw new TargetException("broken") : Task.CompletedTask;
        var failure = await RefusedAsync(artifact, WebImage.Definition);
        Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place));

        Directory.CreateDirectory(Path.Combine(Place, "artifacts"));
        await File.WriteAllTextAsync(Path.Combine(Place, "left"), "x", TestContext.Current.CancellationToken);
        _second.Before = (call, _) =>
        {
            Assert.False(File.Exists(Path.Combine(Place, "left")));
            return Task.CompletedTask;
        };
        await CompareAsync(artifact);
    }

    [Fact]
    public async Task What_a_killed_rebuild_left_is_garbage_and_what_a_running_one_has_is_not()
    {
        var artifact = await BuildAsync();
        await CompareAsync(artifact);
        Directory.CreateDirectory(Place);
        var collector = new GarbageCollector(
            _bench.State, _bench.Artifacts, _ => Task.FromResult<IReadOnlySet<ArtifactId>>(new HashSet<ArtifactId>()),
            RemoveTreeAsync, TimeProvider.System);

        using (LockFile.TryTake(Path.Combine(_bench.State.Locks, Path.GetFileName(Place))))
        {
            Assert.Equal(ForgeError.Busy, (await RefusedAsync(artifact, WebImage.Definition)).Error);
            Assert.Empty(await PlanAsync());
        }

        Assert.Equal(Place, Assert.Single(await PlanAsync()).Path);

        Task<IReadOnlyList<GarbageItem>> PlanAsync() =>
            collector.PlanAsync(new GarbageLimits(), TestContext.Current.CancellationToken);
    }

    private async Task<ImageArtifact> BuildAsync() => (await _bench.BuildAsync(_plan)).Artifact;

    private Task<RebuildComparison> CompareAsync(ImageArtifact artifact) => CompareAsync(artifact, WebImage.Definition);

    private Task<RebuildComparison> CompareAsync(ImageArtifact artifact, ImageDefinition definition) =>
        new ImageRebuild(
            _bench.State, _bench.Artifacts, _bench.Packages, _bench.Journal.Journal, In, RemoveTreeAsync, _bench.Time)
            .CompareAsync(artifact, definition, _bench, TestContext.Current.CancellationToken);

    private async Task<ForgeException> RefusedAsync(ImageArtifact artifact, ImageDefinition definition) =>
        await Assert.ThrowsAsync<ForgeException>(() => CompareAsync(artifact, definition));

    private ScriptedTarget In(StateDirectory place)
    {
        _places.Add(place);
        return _second;
    }

    private async Task<JsonElement> LastEventAsync() =>
        JsonDocument.Parse((await _bench.Journal.ReadAsync($"build/{_plan.Digest.Hex}"))[^1].Data).RootElement;

    private static Task RemoveTreeAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Task.CompletedTask;
    }
}
