using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Images;

/// <summary>
/// Built versions for whoever wants to see them. Manifests are read from the disk once for all who ask within two
/// seconds; what was decided of them is always that of now.
/// </summary>
public sealed class ImageReader(ArtifactStore artifacts, ImageJournal journal, TimeProvider time)
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(30);

    private readonly SharedAnswer<IReadOnlyList<ImageArtifact>> _manifests = new(
        _ => Task.FromResult(artifacts.List()), AgeMax, AgeMax, ReadMax, time);

    /// <summary>Every version in any state, newest first.</summary>
    /// <exception cref="ForgeException">A manifest or a journal is damaged (Integrity).</exception>
    public async Task<IReadOnlyList<ImageArtifact>> ListAsync(CancellationToken cancellationToken)
    {
        var list = new List<ImageArtifact>();
        foreach (var artifact in await _manifests.GetAsync(cancellationToken))
        {
            var history = await journal.ReadAsync(artifact.Id.Image, cancellationToken);
            list.Add(artifact with { State = history.Of(artifact.Id).Over(artifact.State) });
        }

        return list;
    }

    /// <summary>One version, whatever its state.</summary>
    /// <param name="version">Its id, or as much of the plan digest as tells it from others: <c>web@0123</c>.</param>
    /// <exception cref="ForgeException">There is none, or more than one (NotFound).</exception>
    public async Task<ImageArtifact> FindAsync(string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        var all = await ListAsync(cancellationToken);
        var found = ArtifactStore.IsVersion(version)
            ? all.Where(artifact => $"{artifact.Id.Image}@{artifact.Id.PlanDigest.Hex}"
                .StartsWith(version, StringComparison.Ordinal)).Take(2).ToList()
            : [];
        return found switch
        {
            [var only] => only,
            [_, _] => throw new ForgeException(
                ForgeError.NotFound, $"more than one version begins with {version}", "write more of the plan digest"),
            _ => throw new ForgeException(
                ForgeError.NotFound, $"there is no version {version}",
                all.Count > 0
                    ? $"the newest is {all[0].Id}; `imageforge image list` shows all"
                    : "nothing was built yet: `imageforge build <image>`"),
        };
    }

    /// <summary>What was decided of an image of which a version is here.</summary>
    /// <exception cref="ForgeException">Its journal was changed by hand (Integrity).</exception>
    public Task<ImageHistory> HistoryAsync(ImageName image, CancellationToken cancellationToken) =>
        journal.ReadAsync(image, cancellationToken);
}
