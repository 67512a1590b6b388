using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Definitions;

namespace ImageForge.Engine.Tests.Risk;

/// <summary>Gates are asked again of what was released under a waiver, once that has ended.</summary>
public sealed class EndedWaiverTests : IDisposable
{
    private readonly BuildBench _bench = new();
    private readonly CopiedTree _tree = new();

    public EndedWaiverTests()
    {
        // Without attacks and feeds: what becomes of a verdict does not depend on those.
        _tree.Replace("images/site/image.yaml", "profile: server", "profile: lean");
        Waive(days: 10);
        _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with
        {
            Checks = ScriptedTarget.Healthy(plan).Checks.SetItem("banner", new ScriptOutcome(1, "no banner")),
        };
    }

    private EndedWaivers Waivers => new(
        _bench.Catalog, _bench.Artifacts, new Engine.Definitions.DefinitionReader(_tree.Root, _bench.Time),
        _bench.Engine, _bench.Time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task Nothing_is_asked_while_it_holds()
    {
        await BuildAsync();
        _bench.Time.Ahead = TimeSpan.FromDays(9);

        Assert.Empty(await Waivers.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Once_it_is_over_the_version_is_judged_anew_and_refused()
    {
        var built = await BuildAsync();
        _bench.Time.Ahead = TimeSpan.FromDays(12);
        _bench.Target.Calls.Clear();

        var due = Assert.Single(await Waivers.ListAsync(Cancellation));
        var again = await Waivers.GateAsync(due, _bench, Cancellation);

        Assert.Equal((built.Id, ImageState.Refused), (again.Id, again.State));
        Assert.Equal(["examine"], _bench.Target.Calls);
        var error = await Assert.ThrowsAsync<ForgeException>(() => _bench.FindAsync("site"));
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
        Assert.Empty(await Waivers.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_waiver_of_today_lets_it_pass_again_and_the_channel_still_names_it()
    {
        var built = await BuildAsync();
        _bench.Time.Ahead = TimeSpan.FromDays(12);
        Waive(days: 30);

        var again = await Waivers.GateAsync(
            Assert.Single(await Waivers.ListAsync(Cancellation)), _bench, Cancellation);

        Assert.Equal(ImageState.Released, again.State);
        Assert.Equal(built.Id, (await _bench.FindAsync("site")).Id);
    }

    [Fact]
    public async Task What_its_definition_does_not_make_any_more_is_not_passed_off_as_judged()
    {
        await BuildAsync();
        _bench.Time.Ahead = TimeSpan.FromDays(12);
        _tree.Replace("images/site/image.yaml", "sizeMiB: 1024", "sizeMiB: 2048");

        var due = Assert.Single(await Waivers.ListAsync(Cancellation));
        var error = await Assert.ThrowsAsync<ForgeException>(() => Waivers.GateAsync(due, _bench, Cancellation));

        Assert.Equal(ForgeError.InvalidDefinition, error.Error);
    }

    private async Task<ImageArtifact> BuildAsync()
    {
        var plan = Core.Images.BuildPlanner.Plan(
            new Engine.Definitions.DefinitionReader(_tree.Root, _bench.Time).ReadImage("site"), WebImage.Resolved,
            "local", _bench.Target.TargetSteps, ImmutableDictionary<string, string>.Empty);
        var artifact = (await _bench.BuildAsync(plan)).Artifact;
        Assert.Equal(ImageState.Released, artifact.State);
        Assert.Single(artifact.Gates.SelectMany(gate => gate.Waived));
        return artifact;
    }

    private void Waive(int days) => _tree.Write("images/waivers/site-banner.yaml", $"""
        id: site-banner
        control: banner
        image: site
        owner: ada
        reason: The banner is being translated.
        expires: {_bench.Time.GetUtcNow().AddDays(days):yyyy-MM-dd}

        """);
}
