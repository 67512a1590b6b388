using System.Collections.Immutable;
using System.Text.Json;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Signing;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Artifacts by plan digest, a folder each. A folder is there whole or not at all: it is renamed into place with its
/// manifest in it. A manifest says what gates said; what was decided since says <see cref="Images.ImageCatalog"/>.
/// </summary>
public sealed class ArtifactStore(StateDirectory state)
{
    public const string ManifestName = "manifest.json";

    public const string DiskName = RebuildComparison.DiskName;

    /// <summary>A line for each regular file of the disk: SHA-256, mode, user, group, path.</summary>
    public const string FileListName = "files.sha256";

    /// <summary>Versions and CVEs by package, newest version first.</summary>
    public const string ChangelogsName = "changelogs.json";

    /// <summary>
    /// Packages by layer and the suite's date: what a rebuild needs and cannot ask an index for later.
    /// </summary>
    public const string ResolutionName = "packages.json";

    private const char Separator = '@';
    private readonly ArtifactSeal _seal = new(new SigningKeys(state));

    /// <summary>Every artifact in any state, newest first.</summary>
    /// <exception cref="ForgeException">A manifest is damaged; names the file.</exception>
    public IReadOnlyList<ImageArtifact> List() =>
    [
        .. Folders().Select(digest => At(digest)).OfType<ImageArtifact>()
            .OrderByDescending(artifact => artifact.BuiltAt)
            .ThenBy(artifact => artifact.Id.PlanDigest.Hex, StringComparer.Ordinal),
    ];

    /// <summary>The newest artifact of an image, or the one that a version names, whatever its gates said.</summary>
    /// <param name="reference"><c>web</c>, or <c>web@</c> and the beginning of a plan digest.</param>
    /// <exception cref="ForgeException">There is none, or more than one version begins so.</exception>
    public ImageArtifact FindInAnyState(string reference)
    {
        var matching = Matching(reference);
        return matching switch
        {
            [] => throw Unknown(reference),
            [_, _, ..] when IsVersion(reference) =>
                throw Ambiguous(reference, matching),
            [var newest, ..] => newest,
        };
    }

    /// <summary>The artifact of a plan, or null if it was not built yet.</summary>
    /// <exception cref="ForgeException">Its manifest is damaged.</exception>
    public ImageArtifact? At(Digest planDigest)
    {
        var path = Path.Combine(FolderOf(planDigest), ManifestName);
        try
        {
            var artifact = JsonSerializer.Deserialize(File.ReadAllBytes(path), BuildJson.Default.ImageArtifact);
            return artifact?.Id.PlanDigest == planDigest
                ? artifact
                : throw Damaged(path, "it is not of the plan its folder is named after");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw Damaged(path, exception.Message, exception);
        }
    }

    public string FolderOf(ArtifactId artifact) => FolderOf(artifact.PlanDigest);

    /// <summary>The packages that an artifact's plan was made of.</summary>
    /// <exception cref="ForgeException">They are not beside it as its manifest names them (Integrity).</exception>
    public ResolvedPackages ResolutionOf(ImageArtifact artifact)
    {
        var path = Path.Combine(FolderOf(artifact.Id), ResolutionName);
        var recorded = artifact.Files.FirstOrDefault(file => file.Name == ResolutionName)
            ?? throw Damaged(path, "the manifest names no such file: an older ImageForge built this image");
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : throw Damaged(path, "it is missing");
        return Digest.OfBytes(bytes) == recorded.Sha256
            && JsonSerializer.Deserialize(bytes, BuildJson.Default.ResolvedPackages) is { } resolved
                ? resolved
                : throw Damaged(path, $"its SHA-256 is not {recorded.Sha256.Hex}");
    }

    /// <summary>What differs between two artifacts, with the CVEs that the newer one's changelogs call fixed.</summary>
    /// <exception cref="ForgeException">The newer one's changelogs are damaged.</exception>
    public ArtifactDiff Diff(ImageArtifact older, ImageArtifact newer) => Diff(older, newer, FolderOf(newer.Id));

    private ArtifactDiff? SinceTheOneBefore(ImageArtifact artifact, string folder) => Matching(artifact.Id.Image.Value)
        .FirstOrDefault(other => other.State != ImageState.Refused && other.Id != artifact.Id
            && other.BuiltAt < artifact.BuiltAt) is { } before
        ? Diff(before, artifact, folder)
        : null;

    private static ArtifactDiff Diff(ImageArtifact older, ImageArtifact newer, string folder)
    {
        var path = Path.Combine(folder, ChangelogsName);
        var type = BuildJson.Default.ImmutableSortedDictionaryStringImmutableArrayChangelogEntry;
        if (!File.Exists(path))
        {
            return ArtifactDiff.Between(
                older, newer, ImmutableSortedDictionary<string, ImmutableArray<ChangelogEntry>>.Empty);
        }

        try
        {
            var changelogs = JsonSerializer.Deserialize(File.ReadAllBytes(path), type)
                ?? throw Damaged(path, "it is empty");
            return ArtifactDiff.Between(older, newer, changelogs);
        }
        catch (JsonException exception)
        {
            throw Damaged(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// Proves that every file of an artifact is what a trusted key signed; 0.1 s for a disk of 150 MB. Called before
    /// each launch.
    /// </summary>
    /// <exception cref="ForgeException">A file is missing or was changed, or nobody signed it; names it.</exception>
    public void Verify(ArtifactId id, CancellationToken cancellationToken)
    {
        if (At(id.PlanDigest) is null)
        {
            throw Unknown($"{id}");
        }

        if (_seal.Faults(FolderOf(id), cancellationToken) is [var first, ..] faults)
        {
            var more = faults.Count > 1 ? $" (and {faults.Count - 1} more: `imageforge image verify {id}`)" : "";
            throw new ForgeException(
                ForgeError.Integrity, $"{id} is not as it was signed: {first}{more}", BuildAgain(FolderOf(id)));
        }
    }

    /// <summary>Everything of an artifact that is not as it was signed, one sentence each; empty if all is.</summary>
    public IReadOnlyList<string> Faults(ArtifactId id, CancellationToken cancellationToken) =>
        _seal.Faults(FolderOf(id), cancellationToken);

    /// <summary>The id of the trusted key that signed an artifact; null if none did.</summary>
    public string? SignerOf(ArtifactId id) => _seal.SignerOf(FolderOf(id));

    /// <summary>
    /// Whether its manifest is signed and every shipped file is there with its size. Cheap; <see cref="Verify"/> looks
    /// inside.
    /// </summary>
    public bool IsWhole(ImageArtifact artifact) => _seal.HoldsManifest(FolderOf(artifact.Id))
        && artifact.Files.All(file => new FileInfo(Path.Combine(FolderOf(artifact.Id), file.Name)) is
            { Exists: true } info && info.Length == file.Size);

    /// <summary>
    /// Moves a finished folder into place, manifest last. Replaces a damaged or refused artifact of the same plan.
    /// </summary>
    internal void Publish(
        ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls, string finished)
    {
        // Disks are bases of running instances: the mode keeps honest tools from writing to them.
        const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        foreach (var file in artifact.Files)
        {
            File.SetUnixFileMode(Path.Combine(finished, file.Name), ReadOnly);
        }

        WriteManifest(finished, artifact);
        _seal.Write(finished, artifact, controls, SinceTheOneBefore(artifact, finished));
        var place = FolderOf(artifact.Id);
        if (Directory.Exists(place))
        {
            var aside = Path.Combine(state.Temporary, $"replaced-{artifact.Id.PlanDigest.Hex}");
            Removed(aside);
            Directory.Move(place, aside);
            Directory.Move(finished, place);
            Removed(aside);
            return;
        }

        Directory.Move(finished, place);
    }

    /// <summary>
    /// Makes an artifact known that has no files of its own, such as one that a model stands for. Does nothing if it is
    /// there and no older; several processes may do it at once.
    /// </summary>
    public void Adopt(ImageArtifact artifact)
    {
        if (!(At(artifact.Id.PlanDigest)?.BuiltAt >= artifact.BuiltAt))
        {
            Directory.CreateDirectory(FolderOf(artifact.Id));
            WriteManifest(FolderOf(artifact.Id), artifact);
        }
    }

    /// <summary>
    /// Stores what another examination found. Cut short between the two, it is signed by nobody and built again.
    /// </summary>
    internal void Record(ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls)
    {
        WriteManifest(FolderOf(artifact.Id), artifact);
        _seal.Write(
            FolderOf(artifact.Id), artifact, controls, SinceTheOneBefore(artifact, FolderOf(artifact.Id)));
    }

    /// <summary>
    /// Removes an artifact that may be gone already, manifest first, so that a removal cut short leaves none that looks
    /// whole.
    /// </summary>
    internal void Remove(Digest planDigest)
    {
        if (Directory.Exists(FolderOf(planDigest)))
        {
            File.Delete(Path.Combine(FolderOf(planDigest), ManifestName));
            Removed(FolderOf(planDigest));
        }
    }

    internal string FolderOf(Digest planDigest) => Path.Combine(state.Artifacts, planDigest.Hex);

    internal IEnumerable<Digest> Folders() => !Directory.Exists(state.Artifacts)
        ? []
        : Directory.EnumerateDirectories(state.Artifacts)
            .Select(Path.GetFileName).OfType<string>().Where(Digest.IsValid).Select(hex => new Digest(hex));

    private static void WriteManifest(string folder, ImageArtifact artifact) =>
        StoredJson.Write(Path.Combine(folder, ManifestName), artifact, BuildJson.Default.ImageArtifact);

    private static void Removed(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>True if a reference names a version, and not whatever is the newest.</summary>
    public static bool IsVersion(string reference) => reference.Contains(Separator, StringComparison.Ordinal);

    private ImageArtifact[] Matching(string reference)
    {
        var (image, version) = reference.Split(Separator, 2) is [var name, var beginning]
            ? (name, beginning)
            : (reference, "");
        return [.. List().Where(artifact =>
            artifact.Id.Image.Value == image
                && artifact.Id.PlanDigest.Hex.StartsWith(version, StringComparison.Ordinal))];
    }

    internal ForgeException Unknown(string reference)
    {
        var known = string.Join(", ", List().Select(artifact => $"{artifact.Id}").Take(5));
        return new ForgeException(
            ForgeError.NotFound, $"there is no artifact {reference}",
            known.Length > 0 ? $"these are there: {known}" : "build one first: `imageforge build <image>`");
    }

    private static ForgeException Ambiguous(string reference, IEnumerable<ImageArtifact> matching) => new(
        ForgeError.NotFound,
        $"{reference} is the beginning of {string.Join(" and of ", matching.Select(artifact => artifact.Id))}",
        "write more characters of the version");

    private static ForgeException Damaged(string path, string fault, Exception? inner = null) => new(
        ForgeError.Integrity, $"{path} is damaged: {fault}", BuildAgain(Path.GetDirectoryName(path)!), inner);

    private static string BuildAgain(string folder) =>
        $"remove {folder} once no instance uses it, and build again: a plan always gives the same bytes";
}
