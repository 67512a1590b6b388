using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Access;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Images;
using ImageForge.Targets.Local;

namespace ImageForge.Targets;

/// <summary>
/// What nobody needs any more: machines of killed runs, versions that no retention keeps, what no image refers to, and
/// tokens that ended long ago.
/// </summary>
public sealed class Leftovers(
    LocalResources machines, ImageRetention retention, ImageLifecycle lifecycle, ImageReferences references,
    ArtifactStore artifacts, AccessTokens tokens, GarbageCollector garbage)
{
    /// <summary>What would go. Removes nothing.</summary>
    public async Task<IReadOnlyList<GarbageItem>> PlanAsync(CancellationToken cancellationToken) =>
    [
        .. machines.FindOrphans().Select(ItemOf),
        .. (await retention.PlanAsync(cancellationToken)).Select(gone => ItemOf(gone.Artifact, gone.Reason)),
        .. await garbage.PlanAsync(new GarbageLimits(), cancellationToken),
        .. (await tokens.ListEndedAsync(cancellationToken)).Select(ItemOf),
    ];

    /// <summary>Removes it, and says what it was.</summary>
    /// <param name="by">Who asked for it; the journal keeps the name.</param>
    /// <param name="cancellationToken">Stops between two things.</param>
    public async Task<IReadOnlyList<GarbageItem>> CollectAsync(string by, CancellationToken cancellationToken)
    {
        var removed = new List<GarbageItem>();
        foreach (var orphan in machines.FindOrphans())
        {
            await machines.RemoveAsync(orphan, cancellationToken);
            removed.Add(ItemOf(orphan));
        }

        // Before the rest: layers and packages that only such a version refers to are nobody's from then on.
        foreach (var (artifact, reason) in await retention.PlanAsync(cancellationToken))
        {
            await lifecycle.DeleteAsync(
                artifact.Id, new PromotionPolicy(), new DecisionMaker(by, reason), references.OfAsync,
                cancellationToken);
            removed.Add(ItemOf(artifact, reason));
        }

        removed.AddRange(await garbage.CollectAsync(new GarbageLimits(), cancellationToken));
        removed.AddRange((await tokens.RemoveEndedAsync(cancellationToken)).Select(ItemOf));
        return removed;
    }

    private static GarbageItem ItemOf(LocalOrphan orphan) =>
        new(GarbageKind.Machine, orphan.Path, 0, orphan.Reason);

    private static GarbageItem ItemOf(AccessToken token) => new(
        GarbageKind.Token, $"token {token.Id}", 0, $"'{token.Name}' ended at {token.EndsAt:yyyy-MM-dd}");

    private GarbageItem ItemOf(ImageArtifact artifact, string reason) => new(
        GarbageKind.Artifact, artifacts.FolderOf(artifact.Id), artifact.Files.Sum(file => file.Size), reason);
}
