using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Definitions;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>What is done for images without a person, over builds of a scripted target.</summary>
public sealed class ImageRoundsTests : IDisposable
{
    private static readonly ImageName Base = new("base");
    private static readonly PackageVersion Newer = WebImage.Package("nginx-light", "1.22.1-9+deb12u2", "nginx");
    private readonly BuildBench _bench = new();
    private readonly CopiedTree _tree = new();
    private readonly HeardLog<ImageRounds> _log = new();
    private ResolvedPackages _packages = WebImage.Resolved;

    public ImageRoundsTests()
    {
        // Without attacks and feeds: what becomes of a verdict does not depend on those.
        _tree.Replace("images/site/image.yaml", "profile: server", "profile: lean");
        File.WriteAllText(_bench.PackagePath(Newer), $"{Newer.Name} {Newer.Version}");
    }

    private ImageRounds Rounds => new(
        _bench.State, _tree.Reader, _bench.Catalog, _bench.Engine, PlanAsync,
        new EndedWaivers(
            _bench.Catalog, _bench.Artifacts, new Engine.Definitions.DefinitionReader(_tree.Root, _bench.Time),
            _bench.Engine, _bench.Time),
        _log);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task An_image_and_what_extends_it_are_built_parents_first_and_promoted_as_their_files_say()
    {
        var built = await RingAsync(RebuildWhen.Always);

        Assert.Equal(["base", "site"], built.Select(artifact => artifact.Id.Image.Value));
        Assert.All(built, artifact => Assert.Equal(ImageState.Released, artifact.State));
        Assert.Equal(built[1].Id, (await _bench.FindAsync("site")).Id);
        Assert.Contains(
            _log.Lines, line => line.StartsWith("Information: site: capture Done", StringComparison.Ordinal));
        Assert.Empty(await _bench.Journal.VerifyAsync());
    }

    [Fact]
    public async Task What_changed_nothing_takes_no_work_and_what_died_between_two_goes_on()
    {
        await RingAsync(RebuildWhen.Always);
        _bench.Target.Calls.Clear();
        Assert.Empty(await RingAsync(RebuildWhen.Always));
        Assert.Empty(_bench.Target.Calls);
        Assert.Contains(
            _log.Lines, line => line.Contains("site: its bell rang, nothing changed", StringComparison.Ordinal));

        // The parent was built when the process died: the child is what is left to do.
        _tree.Replace("images/site/image.yaml", "sizeMiB: 1024", "sizeMiB: 2048");
        Assert.Equal("site", Assert.Single(await RingAsync(RebuildWhen.Always)).Id.Image.Value);
    }

    [Fact]
    public async Task An_edit_waits_for_other_packages_where_only_those_count()
    {
        await RingAsync(RebuildWhen.PackagesChanged);
        _tree.Replace("images/site/image.yaml", "sizeMiB: 1024", "sizeMiB: 2048");
        Assert.Empty(await RingAsync(RebuildWhen.PackagesChanged));
        Assert.Contains(_log.Lines, line => line.Contains("the packages are those of site@", StringComparison.Ordinal));

        _packages = _packages with { Additional = [Newer, WebImage.Resolved.Additional[1]] };
        var built = await RingAsync(RebuildWhen.PackagesChanged);
        Assert.Equal(["base", "site"], built.Select(artifact => artifact.Id.Image.Value));
        Assert.Equal(2048, built[1].Disk.SizeMiB);
    }

    [Fact]
    public async Task What_gates_refuse_is_told_and_its_children_are_left_alone()
    {
        _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with { Listening = [new OpenPort(4444, "tcp")] };
        Assert.Equal(ImageState.Refused, Assert.Single(await RingAsync(RebuildWhen.Always)).State);
        Assert.Contains(_log.Lines, line => line.Contains("is built and refused by ports", StringComparison.Ordinal));
        Assert.Contains("Warning: 1 images that extend base are not built this time", _log.Lines);
        Assert.Empty(await RingAsync(RebuildWhen.PackagesChanged));
    }

    [Fact]
    public async Task What_fails_is_told_and_the_next_ring_builds_it()
    {
        _bench.Target.Before = (call, _) => call == "capture"
            ? throw new TargetException("the disk is on fire", isTransient: false)
            : Task.CompletedTask;
        Assert.Empty(await RingAsync(RebuildWhen.Always));
        Assert.Contains(_log.Lines, line => line.StartsWith("Warning: base is not built: ", StringComparison.Ordinal));

        _bench.Target.Before = (_, _) => Task.CompletedTask;
        Assert.Equal(2, (await RingAsync(RebuildWhen.Always)).Length);
    }

    [Fact]
    public async Task A_definition_that_is_wrong_is_told_with_its_line()
    {
        _tree.Replace("images/base/image.yaml", "number: 22", "number: 0");
        Assert.Empty(await RingAsync(RebuildWhen.Always));
        Assert.Contains(_log.Lines, line => line.Contains("images/base/image.yaml:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_built_beside_another_build_or_another_round()
    {
        using (LockFile.TryTake(Path.Combine(_bench.State.Locks, $"build-{new string('a', 64)}")))
        {
            await BusyAsync("a build is at work");
        }

        using (LockFile.TryTake(Path.Combine(_bench.State.Locks, "image-round")))
        {
            await BusyAsync("builds images by their bells");
        }

        Assert.Equal(2, (await RingAsync(RebuildWhen.Always)).Length);

        async Task BusyAsync(string because)
        {
            var busy = await Assert.ThrowsAsync<ForgeException>(() => RingAsync(RebuildWhen.Always));
            Assert.Equal(ForgeError.Busy, busy.Error);
            Assert.Contains(because, busy.Message, StringComparison.Ordinal);
            Assert.Empty(_bench.Target.Calls);
        }
    }

    [Fact]
    public async Task A_waiver_that_is_over_has_gates_asked_again_once()
    {
        _tree.Write("images/waivers/site-banner.yaml", $"""
            id: site-banner
            control: banner
            image: site
            owner: ada
            reason: The banner is being translated.
            expires: {_bench.Time.GetUtcNow().AddDays(10):yyyy-MM-dd}

            """);
        _bench.Target.Evidence = plan => plan.Definition.Name == Base
            ? ScriptedTarget.Healthy(plan)
            : ScriptedTarget.Healthy(plan) with
            {
                Checks = ScriptedTarget.Healthy(plan).Checks.SetItem("banner", new ScriptOutcome(1, "no banner")),
            };
        var site = (await RingAsync(RebuildWhen.Always))[1];
        Assert.Empty(await Rounds.GateEndedAsync(Cancellation));

        _bench.Time.Ahead = TimeSpan.FromDays(12);
        var asked = Assert.Single(await Rounds.GateEndedAsync(Cancellation));
        Assert.Equal((site.Id, ImageState.Refused), (asked.Id, asked.State));
        Assert.Empty(await Rounds.GateEndedAsync(Cancellation));
    }

    private Task<BuildPlan> PlanAsync(
        ImageDefinition definition, BuildOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(BuildPlanner.Plan(
            definition, _packages, "local", _bench.Target.TargetSteps, ImmutableDictionary<string, string>.Empty));

    private Task<ImmutableArray<ImageArtifact>> RingAsync(RebuildWhen when) =>
        Rounds.RingAsync(Base, when, new BuildOptions { Offline = true }, Cancellation);
}
