using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Images;

/// <summary>
/// Built versions as what they are now: their manifests, with what was decided of them since. References are
/// <c>web</c> (what is stable), <c>web:canary</c>, and <c>web@</c> with the beginning of a plan digest.
/// </summary>
public sealed class ImageCatalog(ArtifactStore artifacts, ImageJournal journal) : IArtifacts
{
    private const char ChannelSeparator = ':';

    /// <summary>Every artifact in any state, newest first.</summary>
    /// <exception cref="ForgeException">A manifest or a journal is damaged.</exception>
    public async Task<IReadOnlyList<ImageArtifact>> ListAsync(CancellationToken cancellationToken)
    {
        var list = new List<ImageArtifact>();
        foreach (var artifact in artifacts.List())
        {
            list.Add(await OverAsync(artifact, cancellationToken));
        }

        return list;
    }

    /// <summary>The artifact that instances would be launched on.</summary>
    /// <exception cref="ForgeException">There is none, more than one version begins so, or it is not released; or the
    /// journal names one that is not here any more (Integrity).</exception>
    public async Task<ImageArtifact> FindAsync(string reference, CancellationToken cancellationToken)
    {
        if (ArtifactStore.IsVersion(reference))
        {
            var named = await FindInAnyStateAsync(reference, cancellationToken);
            return named.State == ImageState.Released ? named : throw Unreleased(named);
        }

        var (image, channel) = Parse(reference);
        var history = await journal.ReadAsync(image, cancellationToken);
        if (history.CurrentOf(channel) is { } current)
        {
            return artifacts.At(current.PlanDigest) switch
            {
                null => throw Missing(current, history.Of(current).BuiltAt),
                { State: ImageState.Refused } refused => throw Unreleased(refused),
                { } found => await OverAsync(found, cancellationToken),
            };
        }

        // What a model stands for is released by its manifest alone, and no journal names it.
        var versions = artifacts.List().Where(artifact => artifact.Id.Image == image).ToList();
        return versions.Find(artifact => artifact.State == ImageState.Released)
            ?? throw (versions is [var newest, ..]
                ? Unreleased(await OverAsync(newest, cancellationToken))
                : artifacts.Unknown(reference));
    }

    /// <summary>The artifact that a reference names, whatever its state; of several versions the newest.</summary>
    /// <exception cref="ForgeException">There is none, or more than one version begins so.</exception>
    public async Task<ImageArtifact> FindInAnyStateAsync(string reference, CancellationToken cancellationToken) =>
        reference.Contains(ChannelSeparator, StringComparison.Ordinal)
            ? await FindAsync(reference, cancellationToken)
            : await OverAsync(artifacts.FindInAnyState(reference), cancellationToken);

    /// <summary>What a channel names and is not here any more; null if it is here, or names nothing.</summary>
    public async Task<ArtifactId?> MissingAsync(
        ImageName image, ImageChannel channel, CancellationToken cancellationToken) =>
        (await journal.ReadAsync(image, cancellationToken)).CurrentOf(channel) is { } current
            && artifacts.At(current.PlanDigest) is null
            ? current
            : null;

    /// <inheritdoc/>
    public async Task<ImageArtifact?> FindAsync(ArtifactId id, CancellationToken cancellationToken) =>
        artifacts.At(id.PlanDigest) is { } artifact ? await OverAsync(artifact, cancellationToken) : null;

    /// <inheritdoc/>
    public async Task<ImageRevocation?> RevocationOfAsync(ArtifactId id, CancellationToken cancellationToken) =>
        (await journal.ReadAsync(id.Image, cancellationToken)).Of(id).Revocation;

    public Task<ImageHistory> HistoryAsync(ImageName image, CancellationToken cancellationToken) =>
        journal.ReadAsync(image, cancellationToken);

    /// <summary>How a schedule names what its fleet runs.</summary>
    public static string ReferenceOf(ImageName image, ImageChannel channel) => channel == ImageChannel.Stable
        ? image.Value
        : $"{image}{ChannelSeparator}{channel.ToString().ToLowerInvariant()}";

    private async Task<ImageArtifact> OverAsync(ImageArtifact artifact, CancellationToken cancellationToken)
    {
        var history = await journal.ReadAsync(artifact.Id.Image, cancellationToken);
        return artifact with { State = history.Of(artifact.Id).Over(artifact.State) };
    }

    private static (ImageName Image, ImageChannel Channel) Parse(string reference)
    {
        if (reference.Split(ChannelSeparator, 2) is not [var image, var channel])
        {
            return (new ImageName(reference), ImageChannel.Stable);
        }

        foreach (var known in Enum.GetValues<ImageChannel>())
        {
            if (string.Equals(channel, $"{known}", StringComparison.OrdinalIgnoreCase))
            {
                return (new ImageName(image), known);
            }
        }

        throw new ForgeException(
            ForgeError.Usage, $"'{channel}' is no channel", "write stable or canary, such as web:canary");
    }

    private static ForgeException Unreleased(ImageArtifact artifact)
    {
        var wayOut = artifact.State switch
        {
            ImageState.Validated or ImageState.Released => $"`imageforge image promote {artifact.Id}` releases it",
            ImageState.Deprecated =>
                $"promote another one, or this one again: `imageforge image promote {artifact.Id}`",
            _ => $"`imageforge image show {artifact.Id}` says why",
        };
        var state = artifact.State == ImageState.Released
            ? "canary, not stable"
            : $"{artifact.State.ToString().ToLowerInvariant()}, not released";
        return new ForgeException(ForgeError.NotFound, $"{artifact.Id} is {state}", wayOut);
    }

    private static ForgeException Missing(ArtifactId current, DateTimeOffset? builtAt) => new(
        ForgeError.Integrity,
        $"{current} is what {current.Image} names, built at {builtAt:yyyy-MM-dd HH:mm:ss} UTC, and is not here any "
            + "more",
        $"build it again: `imageforge build {current.Image}`; to go back on purpose, name the version or promote it: "
            + "`imageforge image list`");
}
