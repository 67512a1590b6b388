using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Where images are built. Every call is idempotent and may be repeated after a crash; leftovers of an earlier call
/// with the same plan are taken up or cleared first.
/// </summary>
public interface IBuildTarget
{
    /// <summary>Name in manifests and definitions: <c>local</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Steps that every image of this target needs below its own (for the local target: the lean boot).
    /// </summary>
    IReadOnlyList<ProvisionStep> TargetSteps { get; }

    /// <summary>Packages that every image of this target needs to boot, such as its kernel.</summary>
    IReadOnlyList<string> TargetPackages(BaseSystem baseSystem);

    /// <summary>Versions of the tools that decide the bytes of a disk.</summary>
    /// <exception cref="ForgeException">A tool is missing.</exception>
    Task<IReadOnlyDictionary<string, string>> ToolVersionsAsync(CancellationToken cancellationToken);

    /// <summary>True if the layer is in the cache; does not look inside it.</summary>
    bool HasLayer(LayerPlan layer);

    /// <summary>Makes the layer, or proves the cached one whole; returns the digest of its content.</summary>
    /// <exception cref="TargetException">
    /// A step failed; its output is in the message. Nothing half-made stays.
    /// </exception>
    Task<Digest> EnsureLayerAsync(
        BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles,
        IProgress<BuildProgress> progress,
        CancellationToken cancellationToken);

    /// <summary>
    /// Seals the merged layers and writes disk, kernel and file lists into <paramref name="folder"/>, which is empty.
    /// </summary>
    Task CaptureAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Boots a throw-away instance of the artifact in <paramref name="folder"/>, looks at it and removes it again.
    /// </summary>
    Task<GateEvidence> ExamineAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken);

    /// <summary>Where the disks of two folders that a capture wrote differ.</summary>
    /// <param name="published">Folder of the artifact.</param>
    /// <param name="rebuilt">Folder of a second capture of its plan.</param>
    /// <param name="scratch">An empty folder for work in between; the caller removes it.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="TargetException">One of them holds no disk as this target writes it.</exception>
    Task<DiskDifference> CompareDisksAsync(
        string published, string rebuilt, string scratch, CancellationToken cancellationToken);

    /// <summary>
    /// Removes whatever an unfinished build of this plan left behind, by name. Never fails because nothing is there.
    /// </summary>
    Task UndoAsync(BuildPlan plan, CancellationToken cancellationToken);
}
