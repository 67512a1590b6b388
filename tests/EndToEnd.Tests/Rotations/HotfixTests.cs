using System.Text.Json;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// The emergency, once through: somebody's archive has a fix, two images hold the package and one does not, and a fleet
/// of three runs one of the two under load.
/// </summary>
[Trait("tier", "all")]
public sealed class HotfixTests(SharedForge shared) : IDisposable
{
    private readonly HotfixForge _forge = new(shared.State);

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task A_fix_reaches_every_instance_through_the_same_gates_and_no_request_is_lost()
    {
        foreach (var image in new[] { "web", "api", "debian-base" })
        {
            await _forge.DoneAsync(HotfixForge.BuildMax, "build", image);
        }

        var before = await _forge.StableAsync();
        await _forge.RefusedAsync(ForgeError.Usage, "there is no fix", "hotfix", "--package", _forge.Agent, "--plan");
        await _forge.RefusedAsync(
            ForgeError.NotFound, "no package nowhere", "hotfix", "--package", "nowhere", "--plan");
        await _forge.RefusedAsync(ForgeError.Usage, "already", "hotfix", "--package", $"{_forge.Agent}=1.0", "--plan");
        await _forge.DoneAsync(HotfixForge.BuildMax, "fleet", "launch", HotfixForge.Fleet);
        try
        {
            _forge.Acme.Publish("2.1");
            AssertNamesBoth(before, await _forge.AskAsync("hotfix", "--package", _forge.Agent, "--plan"));
            await AssertFeedNamesTheSameAsync(before);
            await AssertRiskIsKnownAsync();
            Assert.Equal(before, await _forge.StableAsync());

            await using var load = new SteadyLoad(await _forge.EndpointAsync());
            var done = await _forge.DoneAsync(
                HotfixForge.HotfixMax, "hotfix", "--package", _forge.Agent, "--reason", "a test", "-o", "json");

            await load.AssertNothingWasLostAsync();
            await AssertReportAsync(done.Json, before);
            await AssertRiskIsGoneAsync();
        }
        finally
        {
            await _forge.Command.RunAsync("fleet", "destroy", HotfixForge.Fleet);
        }
    }

    private static void AssertNamesBoth(Dictionary<string, string> before, JsonElement plan)
    {
        Assert.Equal(
            [before["api"], before["web"]],
            plan.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("from").GetString()));
        Assert.Contains(
            plan.GetProperty("unaffected").EnumerateArray(), image => image.GetString()!.StartsWith(
                before["debian-base"], StringComparison.Ordinal));
    }

    // Too old before good: what is at hand for the hotfix itself is good, or its gates would refuse.
    private async Task AssertFeedNamesTheSameAsync(Dictionary<string, string> before)
    {
        string[] asked = ["hotfix", "--cve", HotfixForge.Cve, "--plan"];
        File.SetLastWriteTimeUtc(_forge.FeedFile, DateTime.UtcNow.AddDays(-2));
        await _forge.DoneAsync(HotfixForge.BuildMax, "feed", "update", HotfixForge.Feed);
        await _forge.RefusedAsync(ForgeError.External, "acme is 2 days old", asked);

        File.SetLastWriteTimeUtc(_forge.FeedFile, DateTime.UtcNow);
        await _forge.DoneAsync(HotfixForge.BuildMax, "feed", "update", HotfixForge.Feed);
        await _forge.RefusedAsync(
            ForgeError.Usage, "as far as feeds know", "hotfix", "--cve", "CVE-2026-90002", "--plan");
        AssertNamesBoth(before, await _forge.AskAsync(asked));
    }

    // Nobody rated it and the schedule says nothing of exposure: three days, and its window is a week away at worst.
    private async Task AssertRiskIsKnownAsync()
    {
        await _forge.DoneAsync(HotfixForge.BuildMax, "risk", "review");
        var risk = Assert.Single((await _forge.AskAsync("risk", "list", "--fleet", HotfixForge.Fleet))
            .GetProperty("risks").EnumerateArray());
        Assert.Equal(
            (HotfixForge.Cve, "Open"),
            (risk.GetProperty("risk").GetString(), risk.GetProperty("state").GetString()));
        var fleet = Assert.Single(risk.GetProperty("fleets").EnumerateArray());
        Assert.Equal(3, fleet.GetProperty("instances").GetArrayLength());
        Assert.Equal("3 days and forensics", fleet.GetProperty("band").GetString());
        Assert.Equal(4, fleet.GetProperty("unknown").GetArrayLength());
        var instance = fleet.GetProperty("instances")[0].GetString()!;
        var why = await _forge.DoneAsync(HotfixForge.BuildMax, "why", instance);
        Assert.Contains($"Vulnerability: {HotfixForge.Cve}", why.Output, StringComparison.Ordinal);
    }

    // By the journal alone before anybody reviews again, and by its story who decided it.
    private async Task AssertRiskIsGoneAsync()
    {
        var risks = (await _forge.AskAsync("risk", "list", "--all")).GetProperty("risks").EnumerateArray()
            .Where(risk => risk.GetProperty("risk").GetString() == HotfixForge.Cve).ToList();
        Assert.Equal(["api", "web"], risks.Select(risk => risk.GetProperty("image").GetString()).Order());
        Assert.All(risks, risk => Assert.Equal("Mitigated", risk.GetProperty("state").GetString()));
        await _forge.DoneAsync(HotfixForge.BuildMax, "risk", "review");
        var story = (await _forge.AskAsync("risk", "show", HotfixForge.Cve)).GetProperty("story").EnumerateArray()
            .Select(told => told.GetProperty("what").GetString()!).ToList();
        Assert.Contains(story, told => told.Contains("decided hotfix-", StringComparison.Ordinal));
        Assert.Contains(story, told => told.StartsWith("mitigated", StringComparison.Ordinal));
    }

    private async Task AssertReportAsync(JsonElement report, Dictionary<string, string> before)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}");
        Assert.Equal("done", report.GetProperty("state").GetString());
        var fleet = Assert.Single(report.GetProperty("fleets").EnumerateArray());
        Assert.Equal(3, fleet.GetProperty("instances").GetInt32());
        Assert.InRange(
            fleet.GetProperty("firstInstanceSeconds").GetDouble(), 0,
            fleet.GetProperty("lastInstanceSeconds").GetDouble());
        foreach (var image in report.GetProperty("images").EnumerateArray())
        {
            await AssertPatchedAsync(image);
        }

        var after = await _forge.StableAsync();
        Assert.Equal(before["debian-base"], after["debian-base"]);
        Assert.All(
            await _forge.InstancesAsync(),
            instance => Assert.Equal(after["web"], instance.GetProperty("image").GetString()));

        // The next regular build has it by itself: the archive offers nothing else.
        var regular = await _forge.AskAsync("build", "web", "--plan");
        Assert.Contains(
            regular.GetProperty("packages").EnumerateArray(),
            package => package.GetProperty("name").GetString() == _forge.Agent
                && package.GetProperty("version").GetString() == "2.1");
    }

    private async Task AssertPatchedAsync(JsonElement image)
    {
        Assert.Equal(
            $"{_forge.Agent} 2.1", Assert.Single(image.GetProperty("packages").EnumerateArray()).GetString());
        var from = await _forge.AskAsync("image", "show", image.GetProperty("from").GetString()!);
        var to = await _forge.AskAsync("image", "show", image.GetProperty("to").GetString()!);
        Assert.Equal(Gates(from), Gates(to));
        Assert.Equal("Released", to.GetProperty("state").GetString());
        await _forge.DoneAsync(HotfixForge.BuildMax, "image", "verify", to.GetProperty("id").GetString()!);

        // That the version which was fetched is the fix is the word of the gate, which asked the feed.
        var looked = to.GetProperty("gates").EnumerateArray()
            .Single(gate => gate.GetProperty("gate").GetString() == "vulnerabilities");
        Assert.Contains(
            "0 known, 0 of them without a fix, by acme", looked.GetProperty("summary").GetString(),
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> Gates(JsonElement artifact) => artifact.GetProperty("gates").EnumerateArray()
        .Select(gate => $"{gate.GetProperty("gate")} {gate.GetProperty("passed")}");
}
