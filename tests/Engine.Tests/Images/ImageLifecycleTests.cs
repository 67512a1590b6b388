using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Images;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Images;

/// <summary>What becomes of a built version, over real builds, a real journal and real signatures.</summary>
public sealed class ImageLifecycleTests : IDisposable
{
    private static readonly DecisionMaker Ann = new("ann", "looks good");
    private static readonly PromotionPolicy Manual = new() { Automatic = null };

    private readonly BuildBench _bench = new();
    private readonly BuildPlan _plan = WebImage.Plan();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_build_that_passes_its_gates_is_stable_and_building_it_again_decides_nothing()
    {
        var built = await _bench.BuildAsync(_plan);
        var again = await _bench.BuildAsync(_plan);

        Assert.Equal(ImageState.Released, built.Artifact.State);
        Assert.Equal((ImageState.Released, true), (again.Artifact.State, again.Reused));
        Assert.Equal(built.Artifact.Id, (await _bench.FindAsync("web")).Id);
        Assert.Equal(built.Artifact.Id, (await _bench.FindAsync("web:canary")).Id);
        Assert.Single(await _bench.Journal.ReadAsync(ImageJournal.ChainOf(_plan.Artifact.Image)));
    }

    [Fact]
    public async Task An_older_version_that_is_built_again_does_not_become_stable_until_a_person_says_so()
    {
        var older = (await _bench.BuildAsync(_plan)).Artifact;
        var newer = (await _bench.BuildAsync(Other())).Artifact;
        await _bench.BuildAsync(_plan);
        Assert.Equal(newer.Id, (await _bench.FindAsync("web")).Id);

        await _bench.Lifecycle.PromoteAsync(older, ImageChannel.Stable, new PromotionPolicy(), Ann, Cancellation);

        Assert.Equal(older.Id, (await _bench.FindAsync("web")).Id);
    }

    [Fact]
    public async Task Where_a_person_promotes_a_build_waits_for_it()
    {
        var built = (await _bench.BuildAsync(Asking(Manual))).Artifact;

        Assert.Equal(ImageState.Validated, built.State);
        var refusal = await RefusedAsync(() => _bench.FindAsync("web"), ForgeError.NotFound);
        Assert.Contains("image promote", refusal.WayOut, StringComparison.Ordinal);
        await RefusedAsync(() => _bench.FindAsync($"{built.Id}"), ForgeError.NotFound);

        await _bench.Lifecycle.PromoteAsync(built, ImageChannel.Canary, Manual, Ann, Cancellation);
        Assert.Equal(built.Id, (await _bench.FindAsync("web:canary")).Id);
        await RefusedAsync(() => _bench.FindAsync("web"), ForgeError.NotFound);
        await _bench.Lifecycle.PromoteAsync(built, ImageChannel.Stable, Manual, Ann, Cancellation);
        Assert.Equal(ImageState.Released, (await _bench.FindAsync("web")).State);
    }

    [Fact]
    public async Task A_promotion_is_signed_so_that_anybody_can_check_it()
    {
        var built = (await _bench.BuildAsync(Asking(Manual))).Artifact;
        await _bench.Lifecycle.PromoteAsync(built, ImageChannel.Stable, Manual, Ann, Cancellation);

        var entry = Assert.Single(await _bench.Journal.ReadAsync(ImageJournal.ChainOf(_plan.Artifact.Image)));
        var said = JsonSerializer.Deserialize(entry.Data, ImageEventJson.Readable.ImageEvent)!;
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(
            new SigningKeys(_bench.State).List()[0].PublicKeyPath, Cancellation));

        Assert.Equal("ann", said.Decision.By);
        Assert.True(IsSigned(said));
        Assert.False(IsSigned(((ImageEvent.Promoted)said) with { Channel = ImageChannel.Canary }));

        bool IsSigned(ImageEvent of) => key.VerifyData(
            Encoding.UTF8.GetBytes(of.Statement()), Convert.FromBase64String(of.Decision.Signature),
            HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    [Fact]
    public async Task Only_a_listed_key_decides_where_approvers_are_listed()
    {
        var path = Path.Combine(_bench.State.Temporary, "approver.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(path, key.ExportPkcs8PrivateKeyPem(), Cancellation);
        var policy = Manual with { Approvers = [Core.Digest.OfBytes(key.ExportSubjectPublicKeyInfo()).Hex] };
        var built = (await _bench.BuildAsync(Asking(policy))).Artifact;

        Func<DecisionMaker, Task>[] decisions =
        [
            maker => _bench.Lifecycle.PromoteAsync(built, ImageChannel.Stable, policy, maker, Cancellation),
            maker => _bench.Lifecycle.DeprecateAsync(built, policy, maker, Cancellation),
            maker => _bench.Lifecycle.RevokeAsync(built, RevocationKind.Vulnerable, policy, maker, Cancellation),
            maker => _bench.Lifecycle.DeleteAsync(built.Id, policy, maker, Nothing, Cancellation),
        ];
        foreach (var decide in decisions)
        {
            await RefusedAsync(() => decide(Ann), ForgeError.Denied);
            await decide(Ann with { KeyPath = path });
        }

        Assert.Null(_bench.Artifacts.At(built.Id.PlanDigest));
    }

    [Fact]
    public async Task Deprecating_asks_for_what_is_released()
    {
        var built = (await _bench.BuildAsync(Asking(Manual))).Artifact;

        await RefusedAsync(
            () => _bench.Lifecycle.DeprecateAsync(built, Manual, Ann, Cancellation), ForgeError.Usage);
    }

    [Fact]
    public async Task What_a_gate_refused_what_was_revoked_and_what_was_changed_is_not_promoted()
    {
        _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with { Listening = [] };
        var refused = (await _bench.BuildAsync(_plan)).Artifact;
        await NotPromotedAsync(refused, ForgeError.GateRefused);

        _bench.Target.Evidence = ScriptedTarget.Healthy;
        var revoked = (await _bench.BuildAsync(Other())).Artifact;
        await _bench.Lifecycle.RevokeAsync(
            revoked, RevocationKind.Compromised, Manual, Ann with { Reason = "a backdoor" }, Cancellation);
        await NotPromotedAsync(revoked, ForgeError.GateRefused);
        await RefusedAsync(() => _bench.FindAsync($"{revoked.Id}"), ForgeError.NotFound);
        Assert.Equal(
            new ImageRevocation(RevocationKind.Compromised, "a backdoor"),
            await _bench.Catalog.RevocationOfAsync(revoked.Id, Cancellation));

        // Built again it stays what it was said to be.
        Assert.Equal(ImageState.Revoked, (await _bench.BuildAsync(Other())).Artifact.State);

        var changed = (await _bench.BuildAsync(Asking(Manual))).Artifact;
        await File.AppendAllTextAsync(
            Path.Combine(_bench.Artifacts.FolderOf(changed.Id), "manifest.json"), " ", Cancellation);
        await NotPromotedAsync(changed, ForgeError.Integrity);
    }

    [Fact]
    public async Task What_is_referred_to_is_not_deleted_and_whoever_refers_is_named()
    {
        var built = (await _bench.BuildAsync(_plan)).Artifact;
        IReadOnlyList<ImageReference> two =
        [
            new(ImageReferenceKind.RollbackTarget, "fleet web", "wait"),
            new(ImageReferenceKind.Pin, "bob", "unpin"),
        ];

        var refusal = await RefusedAsync(
            () => _bench.Lifecycle.DeleteAsync(
                built.Id, Manual, Ann, (_, _) => Task.FromResult(two), Cancellation),
            ForgeError.InUse);

        Assert.Contains("rollback target fleet web; pin bob", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(built.Id, (await _bench.FindAsync("web")).Id);
    }

    [Fact]
    public async Task What_begins_to_be_used_while_it_is_deleted_is_kept()
    {
        var built = (await _bench.BuildAsync(_plan)).Artifact;
        var looks = 0;

        await RefusedAsync(
            () => _bench.Lifecycle.DeleteAsync(built.Id, Manual, Ann, Late, Cancellation), ForgeError.InUse);

        Assert.Equal(2, looks);
        Assert.Equal(built.Id, (await _bench.FindAsync("web")).Id);

        Task<IReadOnlyList<ImageReference>> Late(ArtifactId image, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ImageReference>>(
                ++looks == 1 ? [] : [new ImageReference(ImageReferenceKind.Rotation, "web-1", "wait")]);
    }

    [Fact]
    public async Task A_deleted_version_is_gone_and_built_again_it_is_promoted_again()
    {
        var built = (await _bench.BuildAsync(_plan)).Artifact;
        await _bench.Lifecycle.DeleteAsync(built.Id, Manual, Ann, Nothing, Cancellation);

        Assert.False(Directory.Exists(_bench.Artifacts.FolderOf(built.Id)));
        await RefusedAsync(() => _bench.FindAsync("web"), ForgeError.NotFound);
        await _bench.Lifecycle.DeleteAsync(built.Id, Manual, Ann, Nothing, Cancellation);

        var again = await _bench.BuildAsync(_plan);
        Assert.Equal((ImageState.Released, false), (again.Artifact.State, again.Reused));
        Assert.Equal(built.Id, (await _bench.FindAsync("web")).Id);
    }

    [Fact]
    public async Task A_word_without_a_reason_and_a_key_that_is_none_are_refused()
    {
        var built = (await _bench.BuildAsync(_plan)).Artifact;
        await DeprecationRefusedAsync(Ann with { Reason = " " }, ForgeError.Usage);
        await DeprecationRefusedAsync(Ann with { Reason = "two\nlines" }, ForgeError.Usage);
        await DeprecationRefusedAsync(Ann with { KeyPath = "/nowhere/key.pem" }, ForgeError.NotFound);
        await DeprecationRefusedAsync(
            Ann with { KeyPath = Path.Combine(_bench.Artifacts.FolderOf(built.Id), "manifest.json") },
            ForgeError.Integrity);

        Task DeprecationRefusedAsync(DecisionMaker maker, ForgeError error) => RefusedAsync(
            () => _bench.Lifecycle.DeprecateAsync(built, Manual, maker, Cancellation), error);
    }

    private Task<ForgeException> NotPromotedAsync(ImageArtifact artifact, ForgeError error) => RefusedAsync(
        () => _bench.Lifecycle.PromoteAsync(artifact, ImageChannel.Stable, Manual, Ann, Cancellation), error);

    private static async Task<ForgeException> RefusedAsync(Func<Task> act, ForgeError error)
    {
        var refusal = await Assert.ThrowsAsync<ForgeException>(act);
        Assert.True(error == refusal.Error, $"{refusal.Error}: {refusal.Message}");
        return refusal;
    }

    private static Task<IReadOnlyList<ImageReference>> Nothing(ArtifactId image, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageReference>>([]);

    private static BuildPlan Asking(PromotionPolicy policy) =>
        WebImage.Plan(WebImage.Definition with { Promotion = policy });

    private static BuildPlan Other() => WebImage.Plan(WebImage.Definition with { Controls = [] });
}
