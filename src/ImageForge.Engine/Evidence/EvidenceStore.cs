using System.Globalization;
using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Evidence;

/// <summary>
/// Kept copies of disks, a folder each with the record of what it is. A folder is there whole or not at all: it is
/// renamed into place, and away again.
/// </summary>
public sealed class EvidenceStore(StateDirectory state)
{
    /// <summary>The copy: as the instance's own disk it lies over the disk of its image.</summary>
    public const string DiskName = "disk.qcow2";

    private const string RecordName = "evidence.json";

    /// <summary>Every copy, the latest first.</summary>
    /// <exception cref="ForgeException">A record is damaged (Integrity).</exception>
    public IReadOnlyList<EvidenceCopy> List() =>
    [
        .. Folders().Select(Read).OrderByDescending(copy => copy.TakenAt)
            .ThenBy(copy => copy.Name, StringComparer.Ordinal),
    ];

    /// <summary>The latest copy of an instance's disk; null if none is kept.</summary>
    public EvidenceCopy? LatestOf(InstanceId instance) => List().FirstOrDefault(copy => copy.Instance == instance);

    /// <exception cref="ForgeException">There is no copy of that name (NotFound).</exception>
    public EvidenceCopy Find(string name) => List().FirstOrDefault(copy => copy.Name == name)
        ?? throw new ForgeException(
            ForgeError.NotFound, $"there is no copy {name}", "`imageforge evidence list` shows those that are there");

    public string FolderOf(string name) => Path.Combine(state.Evidence, name);

    /// <summary>What is not as it was when the copy was made; null if all is.</summary>
    public string? Fault(EvidenceCopy copy)
    {
        var disk = Path.Combine(FolderOf(copy.Name), DiskName);
        return FileDigest.TryOf(disk) is not { } found ? $"{disk} is missing"
            : found == copy.Sha256 ? null
            : $"{disk} was changed: its SHA-256 is {found.Hex}, not {copy.Sha256.Hex}";
    }

    /// <summary>Makes a copy known: fills a folder, and moves it into its place.</summary>
    /// <param name="fill">Writes the disk and whatever belongs to it into the folder, and says what it is.</param>
    public async Task<EvidenceCopy> AddAsync(
        InstanceId instance, DateTimeOffset at, Func<string, string, Task<EvidenceCopy>> fill)
    {
        var name = $"{instance}-{at.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var unfinished = Path.Combine(state.Temporary, $"evidence-{name}");

        // Guards the folder: what lies in tmp without one is a leftover of somebody who died over it.
        using var alone = LockFile.TryTake(Path.Combine(state.Locks, Path.GetFileName(unfinished)))
            ?? throw new TargetException($"another process copies the disk of {instance}", isTransient: true);
        Removed(unfinished);
        Directory.CreateDirectory(
            unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var copy = await fill(unfinished, name);
            StoredJson.Write(Path.Combine(unfinished, RecordName), copy, EvidenceJson.Default.EvidenceCopy);
            Directory.CreateDirectory(state.Evidence);
            Directory.Move(unfinished, FolderOf(name));
            return copy;
        }
        finally
        {
            Removed(unfinished);
        }
    }

    /// <summary>Removes a copy. Does nothing if it is gone.</summary>
    public void Remove(EvidenceCopy copy)
    {
        if (Directory.Exists(FolderOf(copy.Name)))
        {
            var going = Path.Combine(state.Temporary, $"released-{copy.Name}");
            Removed(going);
            Directory.Move(FolderOf(copy.Name), going);
            Removed(going);
        }
    }

    private IEnumerable<string> Folders() => Directory.Exists(state.Evidence)
        ? Directory.EnumerateDirectories(state.Evidence).Where(folder =>
            File.Exists(Path.Combine(folder, RecordName)))
        : [];

    private static EvidenceCopy Read(string folder)
    {
        var path = Path.Combine(folder, RecordName);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), EvidenceJson.Default.EvidenceCopy)
                ?? throw new JsonException("null is no record");
        }
        catch (JsonException exception)
        {
            throw new ForgeException(
                ForgeError.Integrity, $"{path} is damaged: {exception.Message}",
                "look at the folder yourself; nothing of it is removed", exception);
        }
    }

    private static void Removed(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
