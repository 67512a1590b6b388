using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>What a gate refuses is released under a waiver, and only as long as that holds.</summary>
public sealed class WaivedBuildTests : IDisposable
{
    private readonly BuildBench _bench = new();
    private readonly BuildPlan _plan = WebImage.Plan();

    public WaivedBuildTests() => _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with
    {
        Checks = ScriptedTarget.Healthy(plan).Checks.SetItem("banner-legal", new ScriptOutcome(1, "no banner")),
    };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_waiver_changes_no_byte_and_lets_a_refused_image_be_released_without_building_it_again()
    {
        Assert.Equal(ImageState.Refused, (await _bench.BuildAsync(_plan)).Artifact.State);
        _bench.Target.Calls.Clear();

        var waived = WaivedFor(days: 30);
        var outcome = await _bench.BuildAsync(waived);

        Assert.Equal(_plan.Digest, waived.Digest);
        Assert.Equal(["examine"], _bench.Target.Calls);
        Assert.Equal(ImageState.Released, outcome.Artifact.State);
        var accepted = Assert.Single(outcome.Artifact.Gates.SelectMany(gate => gate.Waived));
        Assert.Equal(("banner-legal", "no-banner", "ada"), (accepted.Finding.Subject, accepted.Waiver, accepted.Owner));
        Assert.Empty(_bench.Artifacts.Faults(_plan.Artifact, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Once_it_has_expired_the_image_is_judged_anew_and_refused()
    {
        var waived = WaivedFor(days: 30);
        await _bench.BuildAsync(waived);
        _bench.Target.Calls.Clear();

        _bench.Time.Ahead = TimeSpan.FromDays(29);
        Assert.True((await _bench.BuildAsync(waived)).Reused);
        _bench.Time.Ahead = TimeSpan.FromDays(32);
        var outcome = await _bench.BuildAsync(waived);

        Assert.Equal(["examine"], _bench.Target.Calls);
        Assert.Equal(ImageState.Refused, outcome.Artifact.State);
        Assert.Equal("banner-legal", Assert.Single(outcome.Artifact.Gates.SelectMany(gate => gate.Findings)).Subject);
    }

    private BuildPlan WaivedFor(int days) => WebImage.Plan(WebImage.Definition with
    {
        Waivers =
        [
            new Waiver
            {
                Id = "no-banner",
                Subject = "banner-legal",
                Image = new ImageName("web"),
                Owner = "ada",
                Reason = "the banner is in review",
                Expires = DateOnly.FromDateTime(_bench.Time.GetUtcNow().UtcDateTime).AddDays(days),
            },
        ],
    });
}
