using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Hotfixes;

/// <summary>
/// Carries a planned hotfix out: every image built and gated, then all of them released, then the fleets rotated. Each
/// step is in the journal, so that the same command goes on where a process died.
/// </summary>
public sealed class HotfixRun(
    StateDirectory state, DefinitionReader definitions, BuildEngine builds, ImageCatalog catalog,
    ImageLifecycle lifecycle, RotationEngine rotations, RotationControls controls, HotfixJournal journal)
{
    /// <summary>Takes the hotfix, so that nobody else works on one of its images.</summary>
    /// <exception cref="ForgeException">Another process does (Busy).</exception>
    public IDisposable Take(HotfixPlan plan)
    {
        var held = new HeldLocks();
        try
        {
            foreach (var (change, _) in plan.Images.OrderBy(
                image => image.Change.From.Image.Value, StringComparer.Ordinal))
            {
                var path = Path.Combine(state.Locks, $"hotfix-{change.From.Image}");
                held.Add(LockFile.TryTake(path) ?? throw new ForgeException(
                    ForgeError.Busy,
                    $"process {LockFile.HolderOf(path)} works on a hotfix of {change.From.Image}",
                    "wait for it; the same command then goes on, or finds that all is done"));
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Asks whether who decided it may release each of its images: before anything is built, and before the first is
    /// released.
    /// </summary>
    /// <exception cref="ForgeException">An image's policy names others (Denied).</exception>
    public void RequireApproval(HotfixPlan plan, DecisionMaker maker)
    {
        foreach (var (change, _) in plan.Images)
        {
            lifecycle.RequireApproval(PolicyOf(change.From.Image), maker);
        }
    }

    /// <summary>Writes the decision down; does nothing where it was before.</summary>
    /// <exception cref="ForgeException">
    /// Since it was planned, another one of these images was begun, or this one was ended (Busy).
    /// </exception>
    public async Task DecideAsync(HotfixPlan plan, string by, string reason, CancellationToken cancellationToken)
    {
        // Once more, now that the images are ours: whoever held them when this was planned may have died over another.
        var images = plan.Images.Select(image => image.Change.From.Image).ToHashSet();
        var underWay = (await journal.ListAsync(cancellationToken)).FirstOrDefault(record => record.IsUnderWay
            && record.Decision.Images.Any(change => images.Contains(change.From.Image)));
        if (underWay?.Id != plan.Begun?.Id)
        {
            throw new ForgeException(
                ForgeError.Busy,
                underWay is null
                    ? $"hotfix {plan.Id} was ended since this one was planned"
                    : $"hotfix {underWay.Id} ({underWay.Decision.Wish}) was begun since this one was planned",
                "the same command again looks at what there is now");
        }

        if (plan.Begun is null)
        {
            await journal.AppendAsync(
                plan.Id,
                new HotfixEvent.Decided(
                    plan.Wish, by, reason, [.. plan.Images.Select(image => image.Change)],
                    [.. plan.Fleets.Select(fleet => fleet.Policy.Fleet)],
                    [.. plan.Images.SelectMany(image => image.Build.Gates).Select(gate => gate.Name).Distinct()]),
                cancellationToken);
        }
    }

    /// <summary>
    /// Builds one image and has all of its gates asked. What a gate refuses ends the hotfix, and nothing of it is
    /// released.
    /// </summary>
    /// <exception cref="ForgeException">A gate refused it (GateRefused), or a step failed.</exception>
    public async Task<ImageArtifact> BuildAsync(
        HotfixPlan plan, BuildPlan build, bool offline, IProgress<BuildProgress> progress,
        CancellationToken cancellationToken)
    {
        var named = build with { Hotfix = build.Hotfix! with { Hotfix = plan.Id } };
        var options = new BuildOptions { Offline = offline, WithoutPromotion = true };
        var outcome = await builds.BuildAsync(named, options, progress, cancellationToken);
        var artifact = outcome.Artifact;
        ImmutableArray<string> refusing =
            [.. artifact.Gates.Where(gate => !gate.Passed).Select(gate => gate.Gate)];
        await journal.AppendAsync(
            plan.Id,
            new HotfixEvent.Built(
                artifact.Id, refusing, outcome.Reused ? 0 : artifact.Phases.Sum(phase => phase.Seconds),
                artifact.Phases.Where(phase => phase.Name == "gates").Sum(phase => phase.Seconds)),
            cancellationToken);
        if (artifact.State is ImageState.Refused or ImageState.Revoked)
        {
            var why = refusing.IsEmpty ? "it was revoked" : $"refused by {string.Join(", ", refusing)}";
            await journal.AppendAsync(
                plan.Id, new HotfixEvent.Finished(false, $"{artifact.Id}: {why}"), CancellationToken.None);
            throw new ForgeException(
                ForgeError.GateRefused, $"{artifact.Id} is {why}: nothing of the hotfix is released",
                $"`imageforge image show {artifact.Id}` shows the evidence; a waiver, or a better fix, is the way on");
        }

        return artifact;
    }

    /// <summary>Releases every image of the hotfix; the person who decided it stands for them.</summary>
    /// <exception cref="ForgeException">An image's policy names others to decide (Denied): nothing more is
    /// released.</exception>
    public async Task ReleaseAsync(
        HotfixPlan plan, IReadOnlyList<ImageArtifact> built, DecisionMaker maker, CancellationToken cancellationToken)
    {
        // Once: what somebody made stable since stays so.
        if (plan.Begun?.ReleasedAt is not null)
        {
            return;
        }

        RequireApproval(plan, maker);
        foreach (var artifact in built)
        {
            await lifecycle.PromoteAsync(
                artifact, ImageChannel.Stable, PolicyOf(artifact.Id.Image),
                maker with { Reason = $"{plan.Id}: {maker.Reason}" }, cancellationToken);
        }

        await journal.AppendAsync(plan.Id, new HotfixEvent.Released(), cancellationToken);
    }

    /// <summary>Moves a fleet onto the image that the hotfix made, a pass a time.</summary>
    /// <exception cref="ForgeException">As for every rotation.</exception>
    public async IAsyncEnumerable<RotationPass> RotateAsync(
        HotfixPlan plan, RotationPolicy policy, int instances, DecisionMaker maker,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var to = plan.Images.Single(image => image.Change.From.Image == policy.Image).Change.To;
        var artifact = await catalog.FindAsync($"{to.Image}@{to.PlanDigest.Hex}", cancellationToken);
        await journal.AppendAsync(
            plan.Id, new HotfixEvent.FleetBegan(policy.Fleet, to, instances), cancellationToken);
        var reason = $"{plan.Id}: {plan.Wish}, {maker.Reason}";
        var ask = new RotationAsk(reason, plan.Id);
        if (policy.Hotfix.PassWindows)
        {
            await rotations.StartAsync(policy, artifact, ask, cancellationToken);
            await controls.PassWindowsAsync(policy.Fleet, maker.By, reason, cancellationToken);
        }

        var isFirst = true;
        RotationPass? last = null;
        await foreach (var pass in rotations.RunAsync(policy, artifact, ask, cancellationToken))
        {
            if (isFirst && pass.Snapshot.Instances.Any(view => view.Image == to && Serves(view)))
            {
                isFirst = false;
                await journal.AppendAsync(plan.Id, new HotfixEvent.FirstInstance(policy.Fleet), cancellationToken);
            }

            last = pass;
            yield return pass;
        }

        await journal.AppendAsync(
            plan.Id,
            new HotfixEvent.FleetEnded(policy.Fleet, last?.End == PassEnd.Complete, last?.EndReason ?? ""),
            CancellationToken.None);
    }

    private static bool Serves(InstanceView view) => view is
        { Running: true, Service: ServiceState.InService, App.IsHealthy: true, Sensor.IsHealthy: true };

    /// <summary>Writes the end down.</summary>
    public Task FinishAsync(HotfixPlan plan, bool done, string reason, CancellationToken cancellationToken) =>
        journal.AppendAsync(plan.Id, new HotfixEvent.Finished(done, reason), cancellationToken);

    private PromotionPolicy PolicyOf(ImageName image) => definitions.ReadPolicies(image.Value).Promotion;

    /// <summary>Ends a hotfix that nobody wants to finish. What it released stays released.</summary>
    /// <exception cref="ForgeException">There is none of that id under way (NotFound).</exception>
    public async Task AbandonAsync(string id, string by, string reason, CancellationToken cancellationToken)
    {
        var record = (await journal.ListAsync(cancellationToken)).FirstOrDefault(record => record.Id == id);
        if (record is not { IsUnderWay: true })
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no hotfix {id} is under way", "`imageforge hotfix report` shows all there were");
        }

        await journal.AppendAsync(
            id, new HotfixEvent.Finished(false, $"abandoned by {by}: {reason}"), cancellationToken);
    }
}
