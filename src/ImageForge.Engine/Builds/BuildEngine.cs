using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Store;
using ImageForge.Engine.Telemetry;
using Polly;
using Polly.Retry;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Builds images as a saga: packages, layers, capture, gates, publish. Each step is journaled before and after; a step
/// that fails is taken back; what is whole (packages, layers) is kept, so a killed build goes on where it was.
/// </summary>
public sealed class BuildEngine(
    StateDirectory state, IBuildTarget target, IJournal journal, PackageResolver resolver, PackageStore packages,
    FeedStore feeds, ArtifactStore artifacts, TimeProvider time)
{
    // A cold build under emulation takes minutes; an hour means that the other one hangs.
    private static readonly TimeSpan OtherBuildLimit = TimeSpan.FromMinutes(60);

    // The small python3-minimal lacks modules that Ansible's own ones import.
    private const string PlaybookNeed = "python3";

    private readonly ImageLifecycle _lifecycle = new(
        state, artifacts, new ImageJournal(journal), new DecisionSigner(new SigningKeys(state), time));

    private readonly PackageReview _review = new(feeds, resolver);

    // Around one target call. A boot under emulation fails by itself about once in 130.
    private readonly ResiliencePipeline _targetCall = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            Name = "build-target-call",
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromSeconds(2),
            ShouldHandle = args =>
                ValueTask.FromResult(args.Outcome.Exception is TargetException { IsTransient: true }),
        })
        .Build();

    /// <summary>Resolves packages and decides everything else; starts nothing.</summary>
    /// <exception cref="ForgeException">Packages cannot be resolved, or a tool is missing.</exception>
    public async Task<BuildPlan> PlanAsync(
        ImageDefinition definition, BuildOptions options, CancellationToken cancellationToken)
    {
        var tools = await target.ToolVersionsAsync(cancellationToken);
        var hasPlaybook = definition.Steps.OfType<ImageStep.Playbook>().Any();
        var wish = PackageWish.Of(definition) with
        {
            Packages = [.. definition.Packages.Union(target.TargetPackages(definition.Base))],
            Tools = hasPlaybook ? [BuildPlanner.PlaybookTool] : [],
        };
        var resolved = await resolver.ResolveAsync(wish, options.Offline, cancellationToken);
        if (hasPlaybook && resolved.Installed.All(package => package.Name != PlaybookNeed))
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"the image {definition.Name} has a playbook, and none of its packages brings {PlaybookNeed}, "
                    + "which Ansible's modules are written in",
                $"add {PlaybookNeed} under packages, or write the step as a script under run");
        }

        return BuildPlanner.Plan(definition, resolved, target.Name, target.TargetSteps, tools);
    }

    /// <summary>
    /// Plans a version that differs from another one by what a hotfix brings, and by nothing else: same definition,
    /// same gates.
    /// </summary>
    /// <param name="resolved">The other one's packages, with the hotfix over them.</param>
    /// <param name="origin">The other one, and what is brought; null where it is a version as it was built.</param>
    /// <exception cref="ForgeException">A tool is missing.</exception>
    public async Task<BuildPlan> PlanHotfixAsync(
        ImageDefinition definition, ResolvedPackages resolved, HotfixOrigin? origin,
        CancellationToken cancellationToken)
    {
        var tools = await target.ToolVersionsAsync(cancellationToken);
        var plan = BuildPlanner.Plan(definition, resolved, target.Name, target.TargetSteps, tools);
        var whole = BuildPlanner.Plan(
            definition, resolved with { Hotfixes = [] }, target.Name, target.TargetSteps, tools);
        return BuildPlanner.AsksTheSame(plan, whole)
            ? plan with { Hotfix = origin }
            : throw new InvalidOperationException($"{plan.Artifact} would not pass the gates of a full build");
    }

    /// <summary>Builds a plan, fetching packages where they are missing.</summary>
    /// <inheritdoc cref="BuildAsync(BuildPlan, BuildOptions, IProgress{BuildProgress}, CancellationToken)"/>
    public Task<BuildOutcome> BuildAsync(
        BuildPlan plan, IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        BuildAsync(plan, new BuildOptions(), progress, cancellationToken);

    /// <summary>
    /// Builds a plan, or finds what an earlier build of it made. Two at once do the work once: the second waits and
    /// finds the first one's artifact. A refused artifact is examined again, not built again.
    /// </summary>
    /// <exception cref="ForgeException">
    /// A step failed and was taken back; the same call again goes on where this one was.
    /// </exception>
    public async Task<BuildOutcome> BuildAsync(
        BuildPlan plan, BuildOptions options, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        using var span = ForgeTraces.Build(plan);
        var began = time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var built = await BuildAndPromoteAsync(plan, options, progress, cancellationToken);
            outcome = built.Artifact.State == ImageState.Refused ? "refused" : built.Reused ? "reused" : "built";
            ForgeTraces.End(span, outcome, outcome == "refused" ? "a gate refused it" : null);
            return built;
        }
        catch (Exception exception)
        {
            ForgeTraces.End(span, outcome, exception.Message);
            throw;
        }
        finally
        {
            ForgeMetrics.Built(plan.Definition.Name.Value, outcome, time.GetElapsedTime(began));
        }
    }

    private async Task<BuildOutcome> BuildAndPromoteAsync(
        BuildPlan plan, BuildOptions options, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        await _lifecycle.BeforeBuildAsync(plan.Artifact, time, cancellationToken);
        var outcome = await FindOrBuildAsync(plan, options, progress, cancellationToken);

        // After the artifact is in its place, and also for one that an earlier process died over at this point.
        var promotion = options.WithoutPromotion || await UndoesHotfixAsync(plan, cancellationToken)
            ? plan.Definition.Promotion with { Automatic = null }
            : plan.Definition.Promotion;
        return outcome with
        {
            Artifact = await _lifecycle.AfterBuildAsync(outcome.Artifact, promotion, cancellationToken),
        };
    }

    /// <summary>What would be older than in what is stable now; empty where nothing is stable.</summary>
    public async Task<ImmutableArray<PackageSetback>> SetbacksAsync(
        BuildPlan plan, CancellationToken cancellationToken) =>
        await _lifecycle.StableAsync(plan.Definition.Name, cancellationToken) is { } stable
            && artifacts.At(stable.PlanDigest) is { } artifact
            ? PackageSetback.Of(artifact, plan.Packages.Installed)
            : [];

    // A mirror that lags behind, or an old index, must not take a fix back from every fleet by itself.
    private async Task<bool> UndoesHotfixAsync(BuildPlan plan, CancellationToken cancellationToken) =>
        (await SetbacksAsync(plan, cancellationToken)).Any(setback => setback.Hotfix is not null);

    private async Task<BuildOutcome> FindOrBuildAsync(
        BuildPlan plan, BuildOptions options, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        // An artifact comes and goes by one rename, so a passed one is safe to find without the lock.
        if (Existing(plan) is { State: ImageState.Validated } passed && !passed.IsWaiverOver(time.GetUtcNow()))
        {
            return new BuildOutcome(passed, Reused: true);
        }

        var waited = false;
        using var held = await LockFile.TakeAsync(
            BuildPlace.LockPath(state, plan.Digest), OtherBuildLimit, OnWait, time, cancellationToken);
        return Existing(plan) switch
        {
            { State: ImageState.Validated } other when !other.IsWaiverOver(time.GetUtcNow()) =>
                new BuildOutcome(other, Reused: true),

            // Its verdict is seconds old: the build that we waited for came to it.
            { } refused when waited => new BuildOutcome(refused, Reused: true),
            { } refused => new BuildOutcome(
                await ExamineAgainAsync(plan, refused, options, progress, cancellationToken), Reused: false),
            null => new BuildOutcome(await BuildAnewAsync(plan, options, progress, cancellationToken), Reused: false),
        };

        void OnWait(string holder)
        {
            waited = true;
            progress.Report(new BuildProgress(
                "wait", StepState.Running, $"another build of this image is running (pid {holder})", 0));
        }
    }

    private ImageArtifact? Existing(BuildPlan plan) =>
        artifacts.At(plan.Digest) is { } artifact && artifacts.IsWhole(artifact) ? artifact : null;

    private async Task<ImageArtifact> BuildAnewAsync(
        BuildPlan plan, BuildOptions options, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        BuildPlace.ClearDead(state);
        var work = new BuildWork(
            state, target, packages, _review, artifacts, time, _targetCall, plan, options, progress);
        var record = new BuildRecord(journal, plan, time);
        await record.AddAsync(
            JournalPhase.Noted, $"{plan.Artifact}",
            new BuildEvent.Started(plan.Artifact, plan.Target, plan.Definition.Digest, ExaminesOnly: false),
            cancellationToken);
        var saga = new BuildSaga(record, progress, time);
        await saga.RunAsync(work.Steps(record, saga), cancellationToken);
        return work.Result;
    }

    private async Task<ImageArtifact> ExamineAgainAsync(
        BuildPlan plan, ImageArtifact refused, BuildOptions options, IProgress<BuildProgress> progress,
        CancellationToken cancellationToken)
    {
        artifacts.Verify(refused.Id, cancellationToken);
        var work = new BuildWork(
            state, target, packages, _review, artifacts, time, _targetCall, plan, options, progress);
        var record = new BuildRecord(journal, plan, time);
        await record.AddAsync(
            JournalPhase.Noted, $"{plan.Artifact}",
            new BuildEvent.Started(plan.Artifact, plan.Target, plan.Definition.Digest, ExaminesOnly: true),
            cancellationToken);
        await new BuildSaga(record, progress, time)
            .RunAsync(work.StepsToExamineAgain(record, refused), cancellationToken);
        return work.Result;
    }
}
