using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;
using Polly;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Makes everything of an artifact once more, from its definitions and exactly its packages, in a store of its own
/// without a cached layer, and compares. Nothing is examined, published or changed; the store is removed at the end,
/// and after a kill by the next rebuild of the artifact or by <see cref="GarbageCollector"/>.
/// </summary>
/// <param name="state">Where artifacts, packages and locks lie.</param>
/// <param name="artifacts">Holds what is compared with.</param>
/// <param name="packages">Gives the <c>.deb</c> files: they are kept by SHA-256, or fetched again.</param>
/// <param name="journal">Keeps what a comparison came to.</param>
/// <param name="targetIn">A build target that keeps everything in a store of its own.</param>
/// <param name="removeTree">Removes a folder that a target made, files of other users included.</param>
/// <param name="time">Whose clock is in the journal.</param>
public sealed class ImageRebuild(
    StateDirectory state, ArtifactStore artifacts, PackageStore packages, IJournal journal,
    Func<StateDirectory, IBuildTarget> targetIn, Func<string, CancellationToken, Task> removeTree, TimeProvider time)
{
    /// <summary>Rebuilds an artifact and compares; takes as long as a build from nothing, without gates.</summary>
    /// <param name="artifact">In any state.</param>
    /// <param name="definition">What its image is defined as now.</param>
    /// <param name="progress">The steps of a build, and <c>compare</c>.</param>
    /// <param name="cancellationToken">Ends it; the store is removed all the same.</param>
    /// <exception cref="ForgeException">
    /// Tools or the definition are not those of the artifact, a package cannot be had any more, a step failed, or the
    /// artifact is being rebuilt by another process.
    /// </exception>
    public async Task<RebuildComparison> CompareAsync(
        ImageArtifact artifact, ImageDefinition definition, IProgress<BuildProgress> progress,
        CancellationToken cancellationToken)
    {
        var resolved = artifacts.ResolutionOf(artifact);
        var place = state.OfRebuild(artifact.Id.PlanDigest);

        // The collector takes a folder in tmp for a leftover once nobody holds the lock of its name.
        var guard = Path.Combine(state.Locks, Path.GetFileName(place.Root));
        using var held = LockFile.TryTake(guard) ?? throw new ForgeException(
            ForgeError.Busy, $"{artifact.Id} is being rebuilt by process {LockFile.HolderOf(guard)}",
            "wait for that process, or end it");
        await removeTree(place.Root, cancellationToken);
        try
        {
            place.Create();
            var target = targetIn(place);
            var plan = await PlanAsync(artifact, definition, resolved, target, cancellationToken);
            return await RunAsync(artifact, plan, place, target, progress, cancellationToken);
        }
        finally
        {
            // Not the caller's token: it may be the reason why we are here.
            await removeTree(place.Root, CancellationToken.None);
        }
    }

    private static async Task<BuildPlan> PlanAsync(
        ImageArtifact artifact, ImageDefinition definition, ResolvedPackages resolved, IBuildTarget target,
        CancellationToken cancellationToken)
    {
        // The plan knows the tools that come as packages, Ansible, as well as those of this machine.
        var plan = BuildPlanner.Plan(
            definition, resolved, target.Name, target.TargetSteps, await target.ToolVersionsAsync(cancellationToken));
        string[] others =
        [
            .. artifact.Tools.Keys.Union(plan.Tools.Keys).Order(StringComparer.Ordinal)
                .Where(tool => artifact.Tools.GetValueOrDefault(tool) != plan.Tools.GetValueOrDefault(tool))
                .Select(tool => $"{tool} was {Version(artifact.Tools, tool)}, here it is {Version(plan.Tools, tool)}"),
        ];
        if (others.Length > 0)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"{artifact.Id} was made with other tools, so its bytes cannot be expected: "
                    + string.Join("; ", others),
                "rebuild on a machine and from a checkout that have the tools it was made with");
        }

        return plan.Digest == artifact.Id.PlanDigest ? plan : throw OtherPlan(artifact, plan);
    }

    private static string Version(IReadOnlyDictionary<string, string> tools, string tool) =>
        tools.GetValueOrDefault(tool) is { } version ? $"'{version}'" : "not used";

    private static ForgeException OtherPlan(ImageArtifact artifact, BuildPlan plan)
    {
        string[] changed =
        [
            .. plan.Layers
                .Where(layer => artifact.Layers.All(known => known.Name != layer.Name || known.Key != layer.Key))
                .Select(layer => layer.Name),
        ];
        var what = changed switch
        {
            [] => "its layers are the same, its gates, ports, health probe, disk or profile are not",
            [var only] => $"layer {only} has another key",
            [var lowest, .. var above] =>
                $"layer {lowest} has another key, and so have those above it ({string.Join(", ", above)})",
        };
        return new ForgeException(
            ForgeError.InvalidDefinition,
            $"{artifact.Id} is not what {artifact.Id.Image} leads to with the definitions here: {what}",
            artifact.DefinitionDigest == plan.Definition.Digest
                ? "its definition is the same, so ImageForge itself plans otherwise by now: "
                    + "rebuild it with the version that built it"
                : "rebuild it from the checkout that it was built from: its definition has the digest "
                    + $"{artifact.DefinitionDigest.Short}, the one here {plan.Definition.Digest.Short}");
    }

    private async Task<RebuildComparison> RunAsync(
        ImageArtifact artifact, BuildPlan plan, StateDirectory place, IBuildTarget target,
        IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var record = new BuildRecord(journal, plan, time);
        await record.AddAsync(
            JournalPhase.Noted, $"{artifact.Id}", new BuildEvent.RebuildStarted(artifact.Id), cancellationToken);

        // No second try: who asks for a proof is told of the first thing that went wrong.
        var work = new BuildWork(
            place, target, packages, review: null, artifacts, time, ResiliencePipeline.Empty, plan, new BuildOptions(),
            progress);
        RebuildComparison? comparison = null;
        try
        {
            await new BuildSaga(record, progress, time).RunAsync(
                [
                    .. work.StepsToCapture(),
                    new BuildStep("compare", async token =>
                    {
                        comparison = await ComparedAsync(artifact, work, place, target, token);
                        return comparison.IsIdentical ? "identical" : "not identical";
                    }),
                ],
                cancellationToken);
        }
        catch (ForgeException exception) when (exception.InnerException is DownloadException)
        {
            throw new ForgeException(
                exception.Error, $"{exception.Message}; nor is it in {state.Packages}",
                "an archive that keeps older versions may have it: put it there as <its SHA-256>.deb", exception);
        }

        var differing = comparison!.Files.Where(file => !file.IsIdentical).Select(file => file.Name);
        await record.AddAsync(
            JournalPhase.Noted, $"{artifact.Id}",
            new BuildEvent.Compared(artifact.Id, comparison.IsIdentical, [.. differing]), cancellationToken);
        return comparison;
    }

    private async Task<RebuildComparison> ComparedAsync(
        ImageArtifact artifact, BuildWork work, StateDirectory place, IBuildTarget target,
        CancellationToken cancellationToken)
    {
        var published = artifacts.FolderOf(artifact.Id);
        var rebuilt = BuildPlace.FolderOf(place, artifact.Id.PlanDigest);
        var recorded = artifact.Files.ToDictionary(file => file.Name, file => file.Sha256);
        var made = work.Files.ToDictionary(file => file.Name, file => file.Sha256);
        RebuiltFile[] files =
        [
            .. recorded.Keys.Union(made.Keys).Order(StringComparer.Ordinal).Select(name => new RebuiltFile(
                name, Of(recorded, name), FileDigest.TryOf(Path.Combine(published, name)), Of(made, name))),
        ];
        return new RebuildComparison
        {
            Image = artifact.Id,
            Files = [.. files],
            LayersChanged =
            [
                .. artifact.Layers.Where(layer => work.Contents.GetValueOrDefault(layer.Name) != layer.Content)
                    .Select(layer => layer.Name),
            ],
            Differences = Differ(files, ArtifactStore.FileListName) ? ListsOf(published, rebuilt) : [],
            Disk = Differ(files, ArtifactStore.DiskName)
                ? await DisksAsync(published, rebuilt, place, target, cancellationToken)
                : null,
        };
    }

    private static Digest? Of(Dictionary<string, Digest> digests, string name) =>
        digests.TryGetValue(name, out var digest) ? digest : null;

    private static bool Differ(RebuiltFile[] files, string name) =>
        files.Any(file => file.Name == name && file.Found is not null && file.Found != file.Rebuilt);

    private static ImmutableArray<FileDifference> ListsOf(
        string published, string rebuilt)
    {
        var path = Path.Combine(published, ArtifactStore.FileListName);
        try
        {
            return FileDifference.Between(
                File.ReadLines(path), File.ReadLines(Path.Combine(rebuilt, ArtifactStore.FileListName)));
        }
        catch (FormatException exception)
        {
            throw new ForgeException(
                ForgeError.Integrity, $"{path} is damaged: {exception.Message}",
                "`imageforge image verify` says what else of the image is not as it was signed", exception);
        }
    }

    private static async Task<DiskDifference> DisksAsync(
        string published, string rebuilt, StateDirectory place, IBuildTarget target,
        CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(place.Temporary, "compare")).FullName;
        try
        {
            return await target.CompareDisksAsync(published, rebuilt, scratch, cancellationToken);
        }
        catch (TargetException exception)
        {
            // The rebuilt disk is seconds old: it is the artifact's that cannot be read, and that is a finding.
            return new DiskDifference(Offset: null, Blocks: 0, Paths: [], exception.Message);
        }
    }
}
