using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Images;

/// <summary>
/// Decides what becomes of built versions: promoted, deprecated, revoked, pinned, deleted. Every decision is signed and
/// one entry of the image's journal; the manifest, which is signed too, stays as its gates left it.
/// </summary>
public sealed class ImageLifecycle(
    StateDirectory state, ArtifactStore artifacts, ImageJournal journal, DecisionSigner signer)
{
    // Files of one artifact; a disk that needs longer is stuck.
    private static readonly TimeSpan DeletionLimit = TimeSpan.FromMinutes(5);

    /// <summary>What is stable of an image; null if nothing is.</summary>
    internal async Task<ArtifactId?> StableAsync(ImageName image, CancellationToken cancellationToken) =>
        (await journal.ReadAsync(image, cancellationToken)).CurrentOf(ImageChannel.Stable);

    /// <summary>Asks whether somebody may decide of an image, without deciding anything.</summary>
    /// <exception cref="ForgeException">The policy names others (Denied), or the key cannot be read.</exception>
    public void RequireApproval(PromotionPolicy policy, DecisionMaker maker) => signer.Require(policy, maker);

    /// <summary>Releases a version, and makes a channel name it. No-op if it does already.</summary>
    /// <exception cref="ForgeException">A gate refused it or it was revoked (GateRefused); it is not as it was signed
    /// (Integrity); the image's policy names others to decide (Denied).</exception>
    public async Task<ImageArtifact> PromoteAsync(
        ImageArtifact artifact, ImageChannel channel, PromotionPolicy policy, DecisionMaker maker,
        CancellationToken cancellationToken)
    {
        var history = await journal.ReadAsync(artifact.Id.Image, cancellationToken);
        var now = history.Of(artifact.Id).Over(artifact.State);
        if (now is not (ImageState.Validated or ImageState.Released or ImageState.Deprecated))
        {
            throw new ForgeException(
                ForgeError.GateRefused, $"{artifact.Id} is {Word(now)} and cannot be released",
                now == ImageState.Revoked ? "build another one: a revocation is never taken back"
                    : $"`imageforge image show {artifact.Id}` says why");
        }

        // Somebody's word for an image whose bytes are others than were judged would be worth nothing.
        artifacts.Verify(artifact.Id, cancellationToken);
        var isNamed = now == ImageState.Released && history.Promotions.LastOrDefault(
            promotion => promotion.Channel == channel).Image == artifact.Id;
        if (!isNamed)
        {
            await SayAsync(
                policy, maker, decision => new ImageEvent.Promoted(artifact.Id, artifact.BuiltAt, channel, decision),
                cancellationToken);
        }

        return artifact with { State = ImageState.Released };
    }

    /// <summary>
    /// What follows when a build comes to its end: a version that passed and of which nothing was decided yet is
    /// promoted where the image's policy says so.
    /// </summary>
    /// <returns>The artifact in its present state.</returns>
    internal async Task<ImageArtifact> AfterBuildAsync(
        ImageArtifact artifact, PromotionPolicy policy, CancellationToken cancellationToken)
    {
        var record = (await journal.ReadAsync(artifact.Id.Image, cancellationToken)).Of(artifact.Id);
        var now = record.Over(artifact.State);
        if (now != ImageState.Validated || policy.Automatic is not { } channel)
        {
            return artifact with { State = now };
        }

        await SayAsync(
            policy: null, new DecisionMaker("imageforge build", "its gates let it pass, and promotion is automatic"),
            decision => new ImageEvent.Promoted(artifact.Id, artifact.BuiltAt, channel, decision), cancellationToken);
        return artifact with { State = ImageState.Released };
    }

    /// <summary>Voids what was decided of a version that was deleted and is about to be built again.</summary>
    public async Task BeforeBuildAsync(ArtifactId image, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsDeletedAsync(image, cancellationToken))
        {
            return;
        }

        // Whoever deletes it holds the lock until the last file is gone: what is built again is not taken away by that.
        using var alone = await LockFile.TakeAsync(
            BuildPlace.LockPath(state, image.PlanDigest), DeletionLimit, _ => { }, time, cancellationToken);
        if (await IsDeletedAsync(image, cancellationToken))
        {
            await SayAsync(
                policy: null, new DecisionMaker("imageforge build", "it was deleted, and is built again"),
                decision => new ImageEvent.BuiltAgain(image, decision), cancellationToken);
        }
    }

    /// <summary>From now on no new rotation goes to it. Does nothing if it is deprecated.</summary>
    /// <exception cref="ForgeException">It is not released (Usage), or others have to decide (Denied).</exception>
    public async Task DeprecateAsync(
        ImageArtifact artifact, PromotionPolicy policy, DecisionMaker maker, CancellationToken cancellationToken)
    {
        var now = (await journal.ReadAsync(artifact.Id.Image, cancellationToken)).Of(artifact.Id).Over(artifact.State);
        if (now == ImageState.Deprecated)
        {
            return;
        }

        if (now != ImageState.Released)
        {
            throw new ForgeException(
                ForgeError.Usage, $"{artifact.Id} is {Word(now)}; only what is released is deprecated",
                "`imageforge image list` shows what is released");
        }

        await SayAsync(
            policy, maker, decision => new ImageEvent.Deprecated(artifact.Id, decision), cancellationToken);
    }

    /// <summary>
    /// From now on nothing is launched on it, whoever drives a rotation to it ends that, and what runs on it should go.
    /// Said again with a worse word it counts; said again as it is, nothing happens.
    /// </summary>
    /// <exception cref="ForgeException">Others have to decide (Denied).</exception>
    public async Task<ImageRevocation> RevokeAsync(
        ImageArtifact artifact, RevocationKind kind, PromotionPolicy policy, DecisionMaker maker,
        CancellationToken cancellationToken)
    {
        var record = (await journal.ReadAsync(artifact.Id.Image, cancellationToken)).Of(artifact.Id);
        if (record.Revocation is { } known && known.As >= kind)
        {
            return known;
        }

        await SayAsync(
            policy, maker, decision => new ImageEvent.Revoked(artifact.Id, kind, decision), cancellationToken);
        return new ImageRevocation(kind, maker.Reason);
    }

    /// <summary>Keeps a version for somebody; said again, the later word counts.</summary>
    /// <param name="until">When the pin ends by itself; null: when it is taken away.</param>
    public Task PinAsync(
        ArtifactId image, string holder, DateTimeOffset? until, DecisionMaker maker,
        CancellationToken cancellationToken) => SayAsync(
            policy: null, maker, decision => new ImageEvent.Pinned(image, Named(holder), until, decision),
            cancellationToken);

    /// <exception cref="ForgeException">Nobody of that name keeps it (NotFound).</exception>
    public async Task UnpinAsync(
        ArtifactId image, string holder, DecisionMaker maker, CancellationToken cancellationToken)
    {
        var pins = (await journal.ReadAsync(image.Image, cancellationToken)).Of(image).Pins;
        if (pins.All(pin => pin.Holder != holder))
        {
            var holders = string.Join(", ", pins.Select(pin => pin.Holder));
            throw new ForgeException(
                ForgeError.NotFound, $"{image} is not pinned for {holder}",
                holders.Length > 0 ? $"it is pinned for {holders}" : "it is pinned for nobody");
        }

        await SayAsync(
            policy: null, maker, decision => new ImageEvent.Unpinned(image, holder, decision), cancellationToken);
    }

    /// <summary>Removes a version's files, once nothing refers to it. Does nothing if they are gone.</summary>
    /// <param name="references">Everything that refers to it, looked up anew at each call.</param>
    /// <exception cref="ForgeException">Something refers to it (InUse): names who; others have to decide (Denied); what
    /// refers to it cannot be told (External).</exception>
    public async Task DeleteAsync(
        ArtifactId image, PromotionPolicy policy, DecisionMaker maker,
        Func<ArtifactId, CancellationToken, Task<IReadOnlyList<ImageReference>>> references,
        CancellationToken cancellationToken)
    {
        if (await references(image, cancellationToken) is { Count: > 0 } found)
        {
            throw InUse(image, found);
        }

        // Against a build or a gate of the same plan: what it is at work on is not taken away under it.
        using var alone = LockFile.TryTake(BuildPlace.LockPath(state, image.PlanDigest)) ?? throw InUse(image, [
            new ImageReference(ImageReferenceKind.Gate, $"a build of {image}", "wait for it, or end that process")]);
        if (!await IsDeletedAsync(image, cancellationToken))
        {
            await SayAsync(
                policy, maker, decision => new ImageEvent.Deleted(image, decision), cancellationToken);
        }

        // Looked at again: from the entry on nothing begins to use it, but something may have just before. Who is at
        // work on it now is us.
        var late = (await references(image, cancellationToken))
            .Where(reference => reference.Kind != ImageReferenceKind.Gate).ToList();
        if (late.Count > 0)
        {
            await SayAsync(
                policy: null, maker with { Reason = $"{late[0].Holder} began to use it meanwhile" },
                decision => new ImageEvent.Kept(image, decision), cancellationToken);
            throw InUse(image, late);
        }

        artifacts.Remove(image.PlanDigest);
    }

    private async Task<bool> IsDeletedAsync(ArtifactId image, CancellationToken cancellationToken) =>
        (await journal.ReadAsync(image.Image, cancellationToken)).Of(image).State == ImageState.Deleted;

    private static ForgeException InUse(ArtifactId image, IReadOnlyList<ImageReference> found)
    {
        const int NamedMax = 12;
        var named = string.Join("; ", found.Take(NamedMax).Select(reference =>
            $"{Spaced(reference.Kind)} {reference.Holder}"));
        var more = found.Count > NamedMax ? $"; and {found.Count - NamedMax} more" : "";
        return new ForgeException(
            ForgeError.InUse, $"{image} is still referred to, and stays: {named}{more}", found[0].WayOut);
    }

    // RollbackTarget → rollback target.
    private static string Spaced(ImageReferenceKind kind) => string.Concat(
        $"{kind}".Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}"))
        .ToLowerInvariant();

    private static string Named(string holder) => holder.Trim().Length > 0 && !holder.Any(char.IsControl)
        ? holder
        : throw new ForgeException(ForgeError.Usage, "a pin needs the name of who needs it", "--holder <name>");

    private static string Word(ImageState state) => state.ToString().ToLowerInvariant();

    private Task SayAsync(
        PromotionPolicy? policy, DecisionMaker maker, Func<ImageDecision, ImageEvent> make,
        CancellationToken cancellationToken) =>
        journal.AppendAsync(signer.Sign(policy, maker, make), cancellationToken);
}
