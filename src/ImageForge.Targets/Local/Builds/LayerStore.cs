using System.Globalization;
using System.Text.Json;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// The cached layers: <c>layers/&lt;key&gt;/tree</c> and <c>layer.json</c>, each an overlay on its parent. Layers are
/// made in
/// <c>tmp/</c> and renamed when they are whole, one maker a key.
/// </summary>
internal sealed class LayerStore(StateDirectory state, BuildNamespace space, TimeProvider time)
{
    private const string RecordFile = "layer.json";

    // Another process may be installing hundreds of packages on busy cores.
    private static readonly TimeSpan MakerLimit = TimeSpan.FromHours(2);
    private static readonly TimeSpan HashLimit = TimeSpan.FromMinutes(15);

    /// <summary>Where a layer is or will be.</summary>
    public string FolderOf(Digest key) => Path.Combine(state.Layers, key.Hex);

    /// <summary>Where a layer is made; named by its key, so that the next maker finds what a killed one left.</summary>
    public string JobOf(Digest key) => Path.Combine(state.Temporary, $"layer-{key.Hex}");

    /// <summary>True if the layer is in the cache; does not look inside it.</summary>
    public bool Has(Digest key) => File.Exists(Path.Combine(FolderOf(key), RecordFile));

    /// <summary>Waits until nobody else makes this layer.</summary>
    public Task<LockFile> LockAsync(Digest key, Action<string> onWait, CancellationToken cancellationToken) =>
        LockFile.TakeAsync(LockPathOf(key), MakerLimit, onWait, time, cancellationToken);

    /// <summary>
    /// The trees a layer is mounted over, topmost first, as an overlay wants them; relative to the state directory.
    /// </summary>
    public string TreesOf(IEnumerable<LayerPlan> bottomFirst) =>
        string.Join(':', bottomFirst.Reverse().Select(
            layer => Path.GetRelativePath(state.Root, Path.Combine(FolderOf(layer.Key), "tree"))));

    /// <summary>
    /// Content of the cached layer if it is what was recorded, else null: then it has been set aside.
    /// </summary>
    public async Task<Digest?> VerifyAsync(
        LayerPlan layer, Action<string> onDamage, CancellationToken cancellationToken)
    {
        var folder = FolderOf(layer.Key);
        try
        {
            var record = StateFile.Read<LayerRecord>(Path.Combine(folder, RecordFile));
            if (record is not null && record.Key == layer.Key.Hex && Digest.IsValid(record.Content)
                && await ContentAsync(layer.Key, cancellationToken) == record.Content)
            {
                return new Digest(record.Content);
            }
        }
        catch (Exception exception) when (exception is TargetException or ScriptException or JsonException)
        {
            // Unreadable is as good as changed: the layer is made anew either way.
        }

        var aside = $"{JobOf(layer.Key)}-corrupt";
        await BuildNamespace.RemoveTreeAsync(aside, cancellationToken);
        Directory.Move(folder, aside);
        onDamage($"the cached layer was changed after it was made; set aside as {aside} and made again");
        return null;
    }

    /// <summary>Puts a finished layer into the cache.</summary>
    public Digest Publish(LayerPlan layer, string content)
    {
        var made = Path.Combine(JobOf(layer.Key), "layer");
        StateFile.Write(
            Path.Combine(made, RecordFile),
            new LayerRecord(layer.Name, layer.Key.Hex, layer.Parent?.Hex, content));
        Directory.Move(made, FolderOf(layer.Key));
        return new Digest(content);
    }

    /// <summary>Clears what an unfinished making left, unless somebody is at it right now.</summary>
    public async Task ForgetUnfinishedAsync(Digest key, CancellationToken cancellationToken)
    {
        if (Directory.Exists(JobOf(key)) && LockFile.TryTake(LockPathOf(key)) is { } held)
        {
            using (held)
            {
                await BuildNamespace.RemoveTreeAsync(JobOf(key), cancellationToken);
            }
        }
    }

    private string LockPathOf(Digest key) => Path.Combine(state.Locks, $"layer-{key.Hex}");

    private async Task<string> ContentAsync(Digest key, CancellationToken cancellationToken)
    {
        var job = JobOf(key);
        var content = "";
        await BuildNamespace.RemoveTreeAsync(job, cancellationToken);
        BuildScripts.WriteTo(Path.Combine(job, "scripts"));
        await space.RunAsync(
            Path.Combine(Relative(job), "scripts", "content.sh"), [Path.Combine(Relative(FolderOf(key)), "tree")],
            new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = 0.ToString(CultureInfo.InvariantCulture) },
            HashLimit, said => content = LayerBuilder.ContentOf(said) ?? content, cancellationToken);
        await BuildNamespace.RemoveTreeAsync(job, cancellationToken);
        return content;
    }

    private string Relative(string path) => Path.GetRelativePath(state.Root, path);
}
