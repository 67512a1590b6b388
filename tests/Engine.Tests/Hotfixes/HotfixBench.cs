using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Hotfixes;
using ImageForge.Engine.Images;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Definitions;
using ImageForge.Engine.Tests.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Engine.Tests.Hotfixes;

/// <summary>
/// Hotfixes over real builds of a scripted target, a real catalog and real rotations of a fleet in memory. All of them
/// write to one journal that can end the process at any entry.
/// </summary>
internal sealed class HotfixBench : IDisposable
{
    public static readonly FleetName Fleet = new("site");
    public static readonly PackageVersion Fixed = WebImage.Package("nginx-light", "1.22.1-9+deb12u2", "nginx");
    public static readonly HotfixWish Wish = new("nginx-light", null, null);
    public static readonly DecisionMaker Ann = new("ann", "CVE-2026-1");

    private readonly BuildBench _builds = new();
    private readonly SleepingTime _time = new();
    private readonly MemoryLeases _leases;

    public HotfixBench()
    {
        // Nobody attacks it and no feed is at hand: what a hotfix does with a verdict does not depend on that.
        Tree.Replace("images/site/image.yaml", "profile: server", "profile: lean");
        _leases = new MemoryLeases(_time);
        Journal = new FakeJournal(_time);
        Target = new FakeFleetTarget(_time);
        File.WriteAllText(_builds.PackagePath(Fixed), $"{Fixed.Name} {Fixed.Version}");
    }

    public CopiedTree Tree { get; } = new();
    public FakeJournal Journal { get; }
    public FakeFleetTarget Target { get; }
    public ScriptedTarget Builder => _builds.Target;
    public ArtifactStore Artifacts => _builds.Artifacts;

    public FeedStore Feeds => _builds.Feeds;

    /// <summary>A new one each time, as another process would have.</summary>
    public ImageCatalog Catalog => new(Artifacts, new ImageJournal(Journal));

    public HotfixJournal Hotfixes => new(Journal);

    public HotfixPlanner Planner => new(
        Catalog, Artifacts, Tree.Reader, Engine, new PackageResolver(_builds.State, TimeProvider.System),
        _builds.Packages, _builds.Feeds, Target, Hotfixes, _time);

    public ImageLifecycle Lifecycle => new(
        _builds.State, Artifacts, new ImageJournal(Journal),
        new DecisionSigner(new SigningKeys(_builds.State), _time));

    public HotfixRun Run => new(
        _builds.State, Tree.Reader, Engine, Catalog, Lifecycle, Rotations, new RotationControls(Journal, _time),
        Hotfixes);

    private BuildEngine Engine => new(
        _builds.State, Builder, Journal, new PackageResolver(_builds.State, TimeProvider.System), _builds.Packages,
        _builds.Feeds, Artifacts, _builds.Time);

    private RotationEngine Rotations => new(
        Target, Journal, Catalog, _leases, _time, NullLogger<RotationEngine>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<ImageArtifact> BuildAsync(string image) => (await Engine.BuildAsync(
        BuildPlanner.Plan(
            Tree.Reader.ReadImage(image), WebImage.Resolved, "local", [], ImmutableDictionary<string, string>.Empty),
        _builds, Cancellation)).Artifact;

    public async Task LaunchAsync(ImageArtifact artifact)
    {
        var passes = await EngineFixture.CollectAsync(
            Rotations.LaunchFleetAsync(Tree.Reader.ReadSchedule("site"), artifact, Cancellation));
        Assert.Equal(PassEnd.Complete, passes[^1].End);
        Target.WatchFromHere();
    }

    /// <summary>What the planner would plan, without asking apt.</summary>
    public async Task<HotfixPlan> PlanAsync(params IEnumerable<ImageArtifact> images)
    {
        var changes = new List<(HotfixImage, BuildPlan)>();
        foreach (var from in images)
        {
            var resolved = Artifacts.ResolutionOf(from);
            var plan = await Engine.PlanHotfixAsync(
                Tree.Reader.ReadImage(from.Id.Image.Value), resolved with { Hotfixes = [[Fixed]] },
                new HotfixOrigin(from.Id, "", [Fixed]), Cancellation);
            changes.Add((new HotfixImage(from.Id, plan.Artifact, [Fixed]), plan));
        }

        var policy = Tree.Reader.ReadSchedule("site").InEmergency();
        return new HotfixPlan
        {
            Id = "hotfix-1",
            Wish = Wish,
            Images = [.. changes],
            Unaffected = [],
            Fleets = Target.HasFleet ? [(policy, Target.Instances.Count)] : [],
        };
    }

    /// <summary>The whole of it, as the command line does it.</summary>
    public async Task RunAsync(HotfixPlan plan)
    {
        var run = Run;
        using var held = run.Take(plan);
        run.RequireApproval(plan, Ann);
        await run.DecideAsync(plan, Ann.By, Ann.Reason, Cancellation);
        var built = new List<ImageArtifact>();
        foreach (var (_, build) in plan.Images)
        {
            built.Add(await run.BuildAsync(plan, build, offline: true, _builds, Cancellation));
        }

        await run.ReleaseAsync(plan, built, Ann, Cancellation);
        foreach (var (policy, instances) in plan.Fleets)
        {
            if (plan.Begun?.Fleets.GetValueOrDefault(policy.Fleet) is not { Complete: true })
            {
                var passes = await EngineFixture.CollectAsync(
                    run.RotateAsync(plan, policy, instances, Ann, Cancellation));
                Assert.Equal(PassEnd.Complete, passes[^1].End);
            }
        }

        await run.FinishAsync(plan, done: true, "all", Cancellation);
    }

    public void Dispose()
    {
        Tree.Dispose();
        _builds.Dispose();
    }
}
