using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Finds and removes what nobody needs: leftovers of dead processes, old refused artifacts, layers and packages that no
/// artifact refers to. Released artifacts are never garbage, and nothing is touched that an instance or a running build
/// uses.
/// </summary>
/// <param name="state">Where everything lies.</param>
/// <param name="artifacts">What refers to layers and packages.</param>
/// <param name="inUse">Asks every target which artifacts instances run on.</param>
/// <param name="removeTree">Removes a folder that a target made, files of other users included.</param>
/// <param name="time">What age is counted by.</param>
public sealed class GarbageCollector(
    StateDirectory state, ArtifactStore artifacts, Func<CancellationToken, Task<IReadOnlySet<ArtifactId>>> inUse,
    Func<string, CancellationToken, Task> removeTree, TimeProvider time)
{
    // A folder in tmp that has no lock of its own: no step of ours lasts a day.
    private static readonly TimeSpan UnguardedLeftoverAge = TimeSpan.FromDays(1);

    // Links are not followed: a tree holds links that mean its own root, not ours.
    private static readonly EnumerationOptions WholeTree = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>What could go now, in the order in which it would.</summary>
    /// <exception cref="ForgeException">A manifest is damaged, so that what is referred to cannot be told.</exception>
    public async Task<IReadOnlyList<GarbageItem>> PlanAsync(GarbageLimits limits, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(state.Root))
        {
            return [];
        }

        var refused = await RefusedAsync(limits, cancellationToken);
        var going = refused.Select(item => Path.GetFileName(item.Path)).ToHashSet();
        var kept = artifacts.List().Where(artifact => !going.Contains(artifact.Id.PlanDigest.Hex)).ToArray();

        // A running build refers to layers and packages that no manifest names yet.
        IEnumerable<GarbageItem> cached = BuildPlace.AtWork(state).Any()
            ? []
            : [.. Layers(kept, limits), .. Packages(kept, limits)];
        return [.. Leftovers(), .. refused, .. cached];
    }

    /// <summary>Removes what <see cref="PlanAsync"/> finds.</summary>
    /// <returns>What was removed.</returns>
    /// <exception cref="ForgeException">Something could not be removed; the rest was.</exception>
    public async Task<IReadOnlyList<GarbageItem>> CollectAsync(
        GarbageLimits limits, CancellationToken cancellationToken)
    {
        var removed = new List<GarbageItem>();
        var failures = new List<Exception>();
        foreach (var item in await PlanAsync(limits, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await RemoveAsync(item, cancellationToken);
                removed.Add(item);
            }
            catch (Exception exception) when (
                exception is IOException or UnauthorizedAccessException or TargetException)
            {
                failures.Add(exception);
            }
        }

        return failures is []
            ? removed
            : throw new ForgeException(
                ForgeError.Environment,
                $"{failures.Count} of {failures.Count + removed.Count} things could not go: {failures[0].Message}",
                "run it as the user who built them", new AggregateException(failures));
    }

    private async Task RemoveAsync(GarbageItem item, CancellationToken cancellationToken)
    {
        if (item.Kind == GarbageKind.RefusedArtifact)
        {
            artifacts.Remove(new Digest(Path.GetFileName(item.Path)));
        }
        else if (Directory.Exists(item.Path))
        {
            await removeTree(item.Path, cancellationToken);
        }
        else
        {
            File.Delete(item.Path);
        }
    }

    private IEnumerable<GarbageItem> Leftovers() => Directory.EnumerateFileSystemEntries(state.Temporary)
        .Where(IsLeftover).Order(StringComparer.Ordinal)
        .Select(path => new GarbageItem(GarbageKind.Leftover, path, SizeOf(path), "the process that made it is gone"));

    // What lies in tmp is guarded by the lock of the same name, or, a file, by being held open.
    private bool IsLeftover(string path)
    {
        var guard = Path.Combine(state.Locks, Path.GetFileName(path));
        if (File.Exists(guard))
        {
            using var held = LockFile.TryTake(guard);
            return held is not null;
        }

        return Directory.Exists(path) ? AgeOf(path) > UnguardedLeftoverAge : !IsHeldOpen(path);
    }

    private static bool IsHeldOpen(string file)
    {
        try
        {
            using var mine = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            // Held, or gone in this moment: not ours to remove.
            return true;
        }
    }

    private async Task<GarbageItem[]> RefusedAsync(GarbageLimits limits, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var running = await inUse(cancellationToken);
        return
        [
            .. artifacts.List()
                .Where(artifact =>
                    artifact.State == ImageState.Refused && now - artifact.BuiltAt > limits.RefusedArtifacts)
                .Where(artifact => !running.Contains(artifact.Id))
                .Select(artifact => new GarbageItem(
                    GarbageKind.RefusedArtifact, artifacts.FolderOf(artifact.Id),
                    SizeOf(artifacts.FolderOf(artifact.Id)),
                    $"{artifact.Id} was refused {(now - artifact.BuiltAt).TotalDays:0} days ago")),
        ];
    }

    private IEnumerable<GarbageItem> Layers(ImageArtifact[] kept, GarbageLimits limits)
    {
        var referenced = kept.SelectMany(artifact => artifact.Layers).Select(layer => layer.Key.Hex).ToHashSet();
        return Directory.EnumerateDirectories(state.Layers)
            .Where(folder => !referenced.Contains(Path.GetFileName(folder)) && AgeOf(folder) > limits.Unreferenced)
            .Order(StringComparer.Ordinal)
            .Select(folder => new GarbageItem(GarbageKind.Layer, folder, SizeOf(folder), "no artifact is made of it"));
    }

    private IEnumerable<GarbageItem> Packages(ImageArtifact[] kept, GarbageLimits limits)
    {
        var referenced = kept.SelectMany(artifact => artifact.Packages)
            .Select(package => $"{package.Sha256.Hex}.deb")
            .ToHashSet();
        return Directory.EnumerateFiles(state.Packages)
            .Where(file => !referenced.Contains(Path.GetFileName(file)) && AgeOf(file) > limits.Unreferenced)
            .Order(StringComparer.Ordinal)
            .Select(file => new GarbageItem(GarbageKind.Package, file, SizeOf(file), "no artifact holds it"));
    }

    private TimeSpan AgeOf(string path) => time.GetUtcNow() - new DateTimeOffset(File.GetLastWriteTimeUtc(path));

    private static long SizeOf(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path)
            .EnumerateFiles("*", WholeTree)
            .Sum(file => file.Length)
        : new FileInfo(path) is { Exists: true } info ? info.Length : 0;
}
