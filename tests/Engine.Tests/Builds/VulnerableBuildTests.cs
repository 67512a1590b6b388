using System.Text.Json.Nodes;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Tests.Feeds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>
/// What feeds know of an image's packages decides over it, by its profile. The target is healthy throughout: it is not
/// asked.
/// </summary>
public sealed class VulnerableBuildTests : IDisposable
{
    private const string Gate = "vulnerabilities";

    private readonly BuildBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Without_a_feed_at_hand_an_image_is_released_and_says_that_the_gate_was_not_run()
    {
        var artifact = (await _bench.BuildAsync(PlanOf())).Artifact;

        Assert.Equal(ImageState.Released, artifact.State);
        Assert.Equal([Gate, "freshness"], artifact.Gates.Where(gate => gate.NotRun).Select(gate => gate.Gate));
        Assert.Contains("2 not run", _bench.Progress.Last(step => step.Step == "gates").Detail);
    }

    [Fact]
    public async Task A_known_vulnerability_with_a_fix_refuses_exactly_its_gate_and_others_are_reported()
    {
        await UpdateAsync(RecordedFeeds.TrackerFeed, RecordedFeeds.OsvFeed);

        var artifact = (await _bench.BuildAsync(PlanOf())).Artifact;

        Assert.Equal(ImageState.Refused, artifact.State);
        var refusal = Assert.Single(artifact.Gates, gate => !gate.Passed);
        Assert.Equal(Gate, refusal.Gate);
        Assert.Equal(["CVE-2026-1001", "CVE-2026-1005"], refusal.Findings.Select(finding => finding.Subject));
        Assert.Contains(
            "nginx 1.22.1-9+deb12u1 (nginx-light), critical, fixed in 1.22.1-9+deb12u3, by debian-tracker and osv",
            refusal.Findings[0].Evidence, StringComparison.Ordinal);
        Assert.Equal(
            ["CVE-2009-4487", "CVE-2026-1002", "CVE-2026-1007", "TEMP-1100003-0B57B5"],
            refusal.Reported.Select(finding => finding.Subject).Order(StringComparer.Ordinal));

        // What is stored is what was judged.
        Assert.Equal(4, _bench.Artifacts.FindInAnyState("web").Gates.Single(gate => gate.Gate == Gate).Reported.Length);
    }

    [Fact]
    public async Task Waivers_of_the_CVEs_release_it_under_the_names_of_their_owners()
    {
        await UpdateAsync(RecordedFeeds.TrackerFeed);
        Assert.Equal(ImageState.Refused, (await _bench.BuildAsync(PlanOf())).Artifact.State);

        var waived = PlanOf(waivers: new Waiver
        {
            Id = "no-mail",
            Subject = "CVE-2026-1001",
            Image = new ImageName("web"),
            Owner = "ada",
            Reason = "the mail module is not loaded",
            Expires = DateOnly.FromDateTime(_bench.Time.GetUtcNow().UtcDateTime).AddDays(30),
        });
        var artifact = (await _bench.BuildAsync(waived)).Artifact;

        Assert.Equal(ImageState.Released, artifact.State);
        var accepted = Assert.Single(artifact.Gates.Single(gate => gate.Gate == Gate).Waived);
        Assert.Equal(("CVE-2026-1001", "ada"), (accepted.Finding.Subject, accepted.Owner));
    }

    [Fact]
    public async Task A_feed_grows_too_old_and_refuses_until_it_is_fetched_again()
    {
        var threshold = new VulnerabilityRule { RefuseFrom = Severity.Critical };
        await UpdateAsync(RecordedFeeds.TrackerFeed);
        _bench.Time.Ahead = TimeSpan.FromDays(8);

        var old = (await _bench.BuildAsync(PlanOf(threshold))).Artifact;
        var refusal = Assert.Single(old.Gates, gate => !gate.Passed);
        Assert.Equal("feed/debian-tracker", Assert.Single(refusal.Findings).Subject);

        await UpdateAsync(RecordedFeeds.TrackerFeed);
        Assert.Equal(ImageState.Released, (await _bench.BuildAsync(PlanOf(threshold))).Artifact.State);
    }

    [Fact]
    public async Task A_profile_that_requires_a_feed_refuses_without_one_even_an_image_that_is_old_on_purpose()
    {
        var strict = PlanOf(new VulnerabilityRule { RequiresFeed = true, RefuseFrom = Severity.Critical });
        Assert.Equal(ImageState.Refused, (await _bench.BuildAsync(strict)).Artifact.State);

        await UpdateAsync(RecordedFeeds.TrackerFeed);
        var blind = new BuildOptions { WithoutFeeds = true };
        var unasked = (await _bench.Engine.BuildAsync(strict, blind, _bench, Token)).Artifact;
        Assert.Equal("feeds", Assert.Single(unasked.Gates.SelectMany(gate => gate.Findings)).Subject);
        Assert.Equal(ImageState.Released, (await _bench.BuildAsync(strict)).Artifact.State);
    }

    [Fact]
    public async Task An_image_that_is_old_on_purpose_is_not_looked_up()
    {
        await UpdateAsync(RecordedFeeds.TrackerFeed);

        var outcome = await _bench.Engine.BuildAsync(
            PlanOf(), new BuildOptions { WithoutFeeds = true }, _bench, Token);

        Assert.Equal(ImageState.Released, outcome.Artifact.State);
        Assert.True(outcome.Artifact.Gates.Single(gate => gate.Gate == Gate).NotRun);
    }

    [Fact]
    public async Task A_manifest_of_before_gates_reported_anything_is_read()
    {
        var artifact = (await _bench.BuildAsync(PlanOf())).Artifact;
        var path = Path.Combine(_bench.Artifacts.FolderOf(artifact.Id), ArtifactStore.ManifestName);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        Assert.All(manifest["gates"]!.AsArray(), gate => Assert.True(gate!.AsObject().Remove("reported")));
        Assert.All(manifest["packages"]!.AsArray(), package =>
            Assert.True(package!.AsObject().Remove("sourceVersion")));
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), Token);

        var read = _bench.Artifacts.FindInAnyState("web");

        Assert.All(read.Gates, gate => Assert.Empty(gate.Reported));
        Assert.All(read.Packages, package => Assert.Equal(package.Version, package.SourceVersion));
    }

    private async Task UpdateAsync(params FeedDefinition[] feeds)
    {
        foreach (var feed in feeds)
        {
            // A copy of now: the recorded file is as old as the checkout.
            var copy = Path.Combine(_bench.State.Root, Path.GetFileName(feed.Source));
            File.Copy(feed.Source, copy, overwrite: true);
            File.SetLastWriteTimeUtc(copy, _bench.Time.GetUtcNow().UtcDateTime);
            await _bench.Feeds.UpdateAsync(feed, copy, Token);
        }
    }

    private static BuildPlan PlanOf(VulnerabilityRule? rule = null, params Waiver[] waivers) =>
        WebImage.Plan(WebImage.Definition with
        {
            Profile = new ImageProfile { Id = "server", Vulnerabilities = rule ?? new VulnerabilityRule() },
            Feeds = [RecordedFeeds.TrackerFeed, RecordedFeeds.OsvFeed],
            Waivers = [.. waivers],
        });
}
