using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Images;

/// <summary>
/// Finds built versions that nobody needs: not among the newest, not young, and referred to by nothing. Refused ones
/// have a rule of their own, see <see cref="GarbageLimits"/>.
/// </summary>
public sealed class ImageRetention(
    ImageCatalog catalog, ImageReferences references, DefinitionReader definitions, TimeProvider time)
{
    /// <summary>What would go, with the reason; the oldest first.</summary>
    /// <exception cref="ForgeException">What refers to them cannot be told: then nothing goes.</exception>
    public async Task<IReadOnlyList<(ImageArtifact Artifact, string Reason)>> PlanAsync(
        CancellationToken cancellationToken)
    {
        var going = new List<(ImageArtifact, string)>();
        var images = (await catalog.ListAsync(cancellationToken))
            .Where(artifact => artifact.State != ImageState.Refused)
            .GroupBy(artifact => artifact.Id.Image).ToList();
        ReferenceEvidence? seen = null;
        foreach (var versions in images)
        {
            var policy = definitions.ReadPolicies(versions.Key.Value).Retention;
            var history = await catalog.HistoryAsync(versions.Key, cancellationToken);
            foreach (var (artifact, reason) in Old(versions, policy).Reverse())
            {
                // One look for all: it is only asked for where something may go.
                seen ??= await references.LookAsync(cancellationToken);
                if (ReferenceProof.Of(artifact.Id, history, seen).IsEmpty)
                {
                    going.Add((artifact, reason));
                }
            }
        }

        return going;
    }

    private IEnumerable<(ImageArtifact, string)> Old(IEnumerable<ImageArtifact> versions, RetentionPolicy policy)
    {
        var kept = 0;
        foreach (var artifact in versions.OrderByDescending(artifact => artifact.BuiltAt))
        {
            var age = time.GetUtcNow() - artifact.BuiltAt;
            if (artifact.State == ImageState.Deleted)
            {
                yield return (artifact, $"{artifact.Id} was deleted, and its files were not all removed");
            }
            else if (++kept > policy.Keep && age > policy.For)
            {
                yield return (
                    artifact,
                    $"{artifact.Id} is {age.TotalDays:0} days old, {policy.Keep} younger ones are kept, and nothing "
                        + "refers to it");
            }
        }
    }
}
