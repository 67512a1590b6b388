using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Risk;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Hotfixes;
using ImageForge.Engine.Images;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Feeds;
using ImageForge.Engine.Tests.Rotations;

namespace ImageForge.Engine.Tests.Hotfixes;

public sealed class HotfixTests
{
    private const int EntriesMax = 300;
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_layer_is_built_the_same_gates_are_asked_and_the_fleet_is_moved()
    {
        using var bench = new HotfixBench();
        var from = await bench.BuildAsync("site");
        await bench.LaunchAsync(from);
        bench.Builder.Calls.Clear();
        var plan = await bench.PlanAsync(from);

        await bench.RunAsync(plan);

        var to = await bench.Catalog.FindAsync("site", Cancellation);
        Assert.Equal(plan.Images[0].Change.To, to.Id);
        Assert.Equal(from.Gates.Select(gate => gate.Gate), to.Gates.Select(gate => gate.Gate));
        Assert.DoesNotContain("layer base", bench.Builder.Calls);
        Assert.DoesNotContain("layer packages", bench.Builder.Calls);
        Assert.Contains("layer hotfix 1", bench.Builder.Calls);
        Assert.Equal("1.22.1-9+deb12u2", to.Packages.Single(package => package.Name == "nginx-light").Version);
        Assert.Equal((from.Id, "hotfix-1"), (to.Hotfix!.Of, to.Hotfix.Hotfix));
        Assert.Equal(3, bench.Target.Instances.Count);
        Assert.All(bench.Target.Instances, instance => Assert.Equal(to.Id, instance.Image));
        Assert.True(bench.Target.LowestServing >= 3);
        var record = Assert.Single(await bench.Hotfixes.ListAsync(Cancellation));
        Assert.Equal((true, "ann", "CVE-2026-1"), (record.Done, record.Decision.By, record.Decision.Reason));
        var clock = record.Fleets[HotfixBench.Fleet];
        Assert.True(record.DecidedAt <= record.ReleasedAt && record.ReleasedAt <= clock.FirstInstanceAt);
        Assert.True(clock.FirstInstanceAt < clock.EndedAt && clock.EndedAt <= record.FinishedAt);
    }

    [Fact]
    public async Task What_a_gate_refuses_releases_nothing_of_any_image()
    {
        using var bench = new HotfixBench();
        var (site, other) = (await bench.BuildAsync("site"), await bench.BuildAsync("base"));
        var plan = await bench.PlanAsync(site, other);
        bench.Builder.Evidence = built => built.Definition.Name.Value == "base"
            ? ScriptedTarget.Healthy(built) with { Listening = [] }
            : ScriptedTarget.Healthy(built);

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => bench.RunAsync(plan));

        Assert.Equal(ForgeError.GateRefused, refusal.Error);
        Assert.Equal(site.Id, (await bench.Catalog.FindAsync("site", Cancellation)).Id);
        Assert.Equal(other.Id, (await bench.Catalog.FindAsync("base", Cancellation)).Id);
        var record = Assert.Single(await bench.Hotfixes.ListAsync(Cancellation));
        Assert.Equal((false, false), (record.IsUnderWay, record.Done));
        Assert.Contains("ports", record.FinishReason, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("tier", "long")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_entry_of_the_journal_it_is_finished_by_the_same_command(bool afterTheEntry)
    {
        for (var entry = 1; entry < EntriesMax; entry++)
        {
            using var bench = new HotfixBench();
            var from = await bench.BuildAsync("site");
            await bench.LaunchAsync(from);
            var created = bench.Target.Created.Count;
            var plan = await bench.PlanAsync(from);
            (bench.Journal.CrashAt, bench.Journal.CrashesAfterwards) = (entry, afterTheEntry);
            try
            {
                await bench.RunAsync(plan);
                Assert.True(entry > 50, $"a hotfix of only {entry - 1} entries");
                return;
            }
            catch (FakeCrashException)
            {
                await GoOnAsync(bench, plan);
            }

            var to = await bench.Catalog.FindAsync("site", Cancellation);
            Assert.Equal(plan.Images[0].Change.To, to.Id);
            Assert.Equal(2, bench.Artifacts.List().Count);
            Assert.Equal(created + 3, bench.Target.Created.Count);
            Assert.All(bench.Target.Instances, instance => Assert.Equal(to.Id, instance.Image));
            Assert.True(bench.Target.LowestServing >= 3, $"killed at {entry}: {bench.Target.LowestServing} served");
            Assert.True(Assert.Single(await bench.Hotfixes.ListAsync(Cancellation)).Done);
            Assert.Single(bench.Journal.Entries.Where(known => known.Chain == "image/site")
                .Select(known => JsonSerializer.Deserialize(known.Data, ImageEventJson.Readable.ImageEvent))
                .OfType<ImageEvent.Promoted>(), promoted => promoted.Image == to.Id);
        }

        Assert.Fail("the hotfix does not end");
    }

    [Fact]
    public async Task What_was_made_stable_since_stays_so_when_a_hotfix_is_taken_up_again()
    {
        using var bench = new HotfixBench();
        var from = await bench.BuildAsync("site");
        var plan = await bench.PlanAsync(from);
        await bench.Run.DecideAsync(plan, "ann", "CVE-2026-1", Cancellation);
        var run = bench.Run;
        var built = await run.BuildAsync(
            plan, plan.Images[0].Build, offline: true, new Progress<BuildProgress>(), Cancellation);
        await run.ReleaseAsync(plan, [built], HotfixBench.Ann, Cancellation);
        await bench.Lifecycle.PromoteAsync(
            from, ImageChannel.Stable, new PromotionPolicy(), HotfixBench.Ann, Cancellation);

        var again = await TakeUpAsync(bench);
        await bench.RunAsync(again);

        Assert.Equal(from.Id, (await bench.Catalog.FindAsync("site", Cancellation)).Id);
    }

    [Fact]
    public async Task A_build_that_would_take_a_fix_back_is_not_promoted_by_itself()
    {
        using var bench = new HotfixBench();
        await bench.RunAsync(await bench.PlanAsync(await bench.BuildAsync("site")));
        var stable = await bench.Catalog.FindAsync("site", Cancellation);
        bench.Tree.Replace("images/site/image.yaml", "sizeMiB: 1024", "sizeMiB: 2048");

        var lagging = await bench.BuildAsync("site");

        Assert.Equal(ImageState.Validated, lagging.State);
        Assert.Equal(stable.Id, (await bench.Catalog.FindAsync("site", Cancellation)).Id);
    }

    [Fact]
    public async Task Two_at_once_on_one_image_are_refused_and_one_that_is_abandoned_is_over()
    {
        using var bench = new HotfixBench();
        var plan = await bench.PlanAsync(await bench.BuildAsync("site"));
        using (bench.Run.Take(plan))
        {
            Assert.Equal(ForgeError.Busy, Assert.Throws<ForgeException>(() => bench.Run.Take(plan)).Error);
        }

        await bench.Run.DecideAsync(plan, "ann", "CVE-2026-1", Cancellation);
        await PlanRefusedAsync(bench, new HotfixWish("auditd", null, null), ForgeError.Busy, "hotfix-1");

        await bench.Run.AbandonAsync("hotfix-1", "ann", "no need", Cancellation);
        Assert.False(Assert.Single(await bench.Hotfixes.ListAsync(Cancellation)).Done);
        var missing = await Assert.ThrowsAsync<ForgeException>(
            () => bench.Run.AbandonAsync("hotfix-1", "ann", "no need", Cancellation));
        Assert.Equal(ForgeError.NotFound, missing.Error);
    }

    [Fact]
    public async Task What_was_begun_or_ended_by_another_process_since_the_plan_is_not_begun_again()
    {
        using var bench = new HotfixBench();
        var plan = await bench.PlanAsync(await bench.BuildAsync("site"));
        await bench.Run.DecideAsync(plan with { Id = "hotfix-0" }, "bob", "CVE-2026-1", Cancellation);
        var taken = await TakeUpAsync(bench);
        await RefusedAsync(plan, "hotfix-0 (nginx-light) was begun");

        await bench.RunAsync(taken);
        await RefusedAsync(taken, "hotfix-0 was ended");

        Assert.Equal("hotfix-0", Assert.Single(await bench.Hotfixes.ListAsync(Cancellation)).Id);

        async Task RefusedAsync(HotfixPlan stale, string because)
        {
            var refusal = await Assert.ThrowsAsync<ForgeException>(() => bench.RunAsync(stale));
            Assert.Equal(ForgeError.Busy, refusal.Error);
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_changes_nothing_or_would_change_more_is_refused_before_anything_is_asked()
    {
        using var bench = new HotfixBench();
        await bench.BuildAsync("site");
        await PlanRefusedAsync(bench, new HotfixWish("curl", null, null), ForgeError.NotFound, "no package curl");
        await PlanRefusedAsync(
            bench, new HotfixWish("nginx-light", "1.22.1-9+deb12u1", null), ForgeError.Usage, "already");
        await PlanRefusedAsync(bench, new HotfixWish("nginx-light", "1.0-1", null), ForgeError.Usage, "already");
        await PlanRefusedAsync(bench, new HotfixWish(null, null, "CVE-2026-1"), ForgeError.External, "no feed");

        bench.Tree.Replace("images/site/image.yaml", "- curl", "- wget");
        await PlanRefusedAsync(bench, HotfixBench.Wish, ForgeError.InvalidDefinition, "is not what");
    }

    [Fact]
    public async Task A_vulnerability_is_asked_of_a_feed_that_is_young_enough_and_covers_the_suite()
    {
        using var bench = new HotfixBench();
        var site = await bench.BuildAsync("site");
        var feed = Assert.Single(bench.Tree.Reader.ReadFeeds());
        var text = await File.ReadAllTextAsync(RecordedFeeds.Osv, Cancellation);
        var known = new HotfixWish(null, null, "CVE-2026-1001");

        await UpdateAsync(text.Replace("Debian:12", "Debian:13", StringComparison.Ordinal), TimeSpan.Zero);
        await PlanRefusedAsync(bench, known, ForgeError.External, "no feed is at hand");
        await UpdateAsync(text, TimeSpan.FromDays(3));
        await PlanRefusedAsync(bench, known, ForgeError.External, "the feed recorded is 3 days old");
        await UpdateAsync(text, TimeSpan.Zero);
        await PlanRefusedAsync(
            bench, new HotfixWish(null, null, "CVE-2026-4444"), ForgeError.Usage,
            "no package of it has CVE-2026-4444, as far as feeds know");

        // A withdrawn entry is nothing that the image has.
        await PlanRefusedAsync(
            bench, new HotfixWish(null, null, "CVE-2026-1006"), ForgeError.Usage, "as far as feeds know");
        Assert.Equal(site.Id, (await bench.Catalog.FindAsync("site", Cancellation)).Id);
        Assert.Empty(await bench.Hotfixes.ListAsync(Cancellation));

        async Task UpdateAsync(string entries, TimeSpan age)
        {
            bench.Tree.Write("images/feeds/recorded.json", entries);
            File.SetLastWriteTimeUtc(bench.Tree.PathOf("images/feeds/recorded.json"), DateTime.UtcNow - age);
            await bench.Feeds.UpdateAsync(feed, source: null, Cancellation);
        }
    }

    private static async Task PlanRefusedAsync(HotfixBench bench, HotfixWish wish, ForgeError error, string because)
    {
        var refusal = await Assert.ThrowsAsync<ForgeException>(() => bench.Planner.PlanAsync(
            new HotfixRequest(wish, [], []) { Offline = true }, new Progress<BuildProgress>(),
            Cancellation));
        Assert.True(error == refusal.Error, $"{refusal.Error}: {refusal.Message}");
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task GoOnAsync(HotfixBench bench, HotfixPlan plan)
    {
        var known = await bench.Hotfixes.ListAsync(Cancellation);
        if (known is [{ IsUnderWay: false }])
        {
            return;
        }

        await bench.RunAsync(known.Count == 0 ? plan : await TakeUpAsync(bench));
    }

    private static async Task<HotfixPlan> TakeUpAsync(HotfixBench bench)
    {
        var plan = await bench.Planner.PlanAsync(
            new HotfixRequest(HotfixBench.Wish, [], []) { Offline = true },
            new Progress<BuildProgress>(), Cancellation);
        Assert.NotNull(plan.Begun);
        return plan;
    }
}
