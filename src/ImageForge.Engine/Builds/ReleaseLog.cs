using System.Globalization;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Which artifacts of an image were ever released here, in the journal's chain <c>image/&lt;name&gt;</c>: with it an
/// older one, signed as it is, cannot be passed off as the newest by taking the newer one away.
/// </summary>
public sealed class ReleaseLog(IJournal journal, ArtifactStore artifacts)
{
    // One chain an image; a fleet that is rebuilt every hour for ten years has fewer releases.
    private const int ReleasesMax = 100_000;

    /// <summary>The released artifact that a reference names; see <see cref="ArtifactStore.Find"/>.</summary>
    /// <exception cref="ForgeException">There is none; or the newest is asked for, and one that was released later is
    /// not here any more (Integrity).</exception>
    public async Task<ImageArtifact> FindAsync(string reference, CancellationToken cancellationToken)
    {
        var found = artifacts.Find(reference);
        return ArtifactStore.IsVersion(reference)
            || await MissingAfterAsync(found, cancellationToken) is not { } missing
            ? found
            : throw new ForgeException(
                ForgeError.Integrity,
                $"{missing.Image} was released at {missing.BuiltAt:yyyy-MM-dd HH:mm:ss} UTC, after {found.Id}, "
                    + "and is not here any more",
                $"build it again: `imageforge build {found.Id.Image}`; to go back on purpose, name the version: "
                    + $"{found.Id}");
    }

    /// <summary>
    /// The newest that was released after an artifact and is not here any more, or not as it was released; null if it
    /// is the newest itself.
    /// </summary>
    public async Task<BuildEvent.Released?> MissingAfterAsync(
        ImageArtifact artifact, CancellationToken cancellationToken)
    {
        BuildEvent.Released? missing = null;
        await foreach (var release in ReadAsync(artifact.Id.Image, cancellationToken))
        {
            if (release.BuiltAt > artifact.BuiltAt && release.BuiltAt > (missing?.BuiltAt ?? default)
                && artifacts.At(release.Image.PlanDigest) is not { State: not ImageState.Refused })
            {
                missing = release;
            }
        }

        return missing;
    }

    /// <summary>Takes a released artifact down, once.</summary>
    internal async Task RecordAsync(ImageArtifact artifact, CancellationToken cancellationToken)
    {
        await foreach (var known in ReadAsync(artifact.Id.Image, cancellationToken))
        {
            if (known.Image == artifact.Id && known.BuiltAt == artifact.BuiltAt)
            {
                return;
            }
        }

        await journal.AppendAsync(
            ChainOf(artifact.Id.Image), artifact.BuiltAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            JournalPhase.Noted, $"{artifact.Id}",
            JsonSerializer.Serialize(
                new BuildEvent.Released(artifact.Id, artifact.BuiltAt), BuildJson.Default.BuildEvent),
            fence: null, cancellationToken);
    }

    private async IAsyncEnumerable<BuildEvent.Released> ReadAsync(
        ImageName image, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = 0;
        await foreach (var entry in journal.ReadAsync(ChainOf(image), after: 0, cancellationToken))
        {
            if (++read > ReleasesMax)
            {
                throw new ForgeException(
                    ForgeError.Integrity, $"{ChainOf(image)} has more than {ReleasesMax} entries",
                    "look into it: `imageforge journal show`");
            }

            if (JsonSerializer.Deserialize(entry.Data, BuildJson.Default.BuildEvent) is BuildEvent.Released release)
            {
                yield return release;
            }
        }
    }

    private static string ChainOf(ImageName image) => $"image/{image}";
}
