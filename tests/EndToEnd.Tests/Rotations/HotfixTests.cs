using System.Text.Json;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Traffic;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// The emergency, once through: somebody's archive has a fix, two images hold the package and one does not, and a fleet
/// of three runs one of the two under load.
/// </summary>
[Trait("tier", "all")]
public sealed class HotfixTests(SharedForge forge) : IDisposable
{
    private static readonly TimeSpan BuildMax = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan HotfixMax = TimeSpan.FromMinutes(30);
    private readonly ThirdParty _acme = new();
    private readonly DefinitionTree _definitions = new DefinitionTree().WithoutDetection();

    private ImageForgeCommand Command => new(forge.State.Root, _definitions.Root);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _definitions.Dispose();
        _acme.Dispose();
    }

    [Fact]
    public async Task A_fix_reaches_every_instance_through_the_same_gates_and_no_request_is_lost()
    {
        WriteDefinitions();
        foreach (var image in new[] { "web", "api", "debian-base" })
        {
            await DoneAsync(BuildMax, "build", image);
        }

        var before = await ImagesAsync();
        await RefusedAsync(ForgeError.Usage, "there is no fix", "hotfix", "--package", "acme-agent", "--plan");
        await RefusedAsync(ForgeError.NotFound, "no package nowhere", "hotfix", "--package", "nowhere", "--plan");
        await RefusedAsync(ForgeError.Usage, "already", "hotfix", "--package", "acme-agent=1.0", "--plan");
        await DoneAsync(BuildMax, "fleet", "launch", "patched");
        try
        {
            _acme.Publish("2.1");
            var plan = (await DoneAsync(BuildMax, "hotfix", "--package", "acme-agent", "--plan", "-o", "json")).Json;
            Assert.Equal(
                [before["api"], before["web"]],
                plan.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("from").GetString()));
            Assert.Contains(
                plan.GetProperty("unaffected").EnumerateArray(), image => image.GetString()!.StartsWith(
                    before["debian-base"], StringComparison.Ordinal));
            Assert.Equal(before, await ImagesAsync());

            using var stop = new CancellationTokenSource();
            using var load = new LoadGenerator(
                new LoadSettings { Address = await EndpointAsync(), Rate = 10 }, TimeProvider.System);
            var sending = load.RunAsync(stop.Token);
            var done = (await DoneAsync(
                HotfixMax, "hotfix", "--package", "acme-agent", "--reason", "a test", "-o", "json")).Json;
            await stop.CancelAsync();
            await Task.WhenAny(sending);

            Assert.Equal(0, load.Report.Failed);
            await AssertReportAsync(done, before);
        }
        finally
        {
            await Command.RunAsync("fleet", "destroy", "patched");
        }
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
            Assert.Equal("acme-agent 2.1", Assert.Single(image.GetProperty("packages").EnumerateArray()).GetString());
            var (from, to) = (
                (await DoneAsync(BuildMax, "image", "show", image.GetProperty("from").GetString()!, "-o", "json")).Json,
                (await DoneAsync(BuildMax, "image", "show", image.GetProperty("to").GetString()!, "-o", "json")).Json);
            Assert.Equal(Gates(from), Gates(to));
            Assert.Equal("Released", to.GetProperty("state").GetString());
            await DoneAsync(BuildMax, "image", "verify", to.GetProperty("id").GetString()!);
        }

        var after = await ImagesAsync();
        Assert.Equal(before["debian-base"], after["debian-base"]);
        Assert.All(
            (await DoneAsync(BuildMax, "fleet", "show", "patched", "-o", "json")).Json.GetProperty("instances")
                .EnumerateArray(),
            instance => Assert.Equal(after["web"], instance.GetProperty("image").GetString()));

        // The next regular build has it by itself: the archive offers nothing else.
        var regular = (await DoneAsync(BuildMax, "build", "web", "--plan", "-o", "json")).Json;
        Assert.Contains(
            regular.GetProperty("packages").EnumerateArray(),
            package => package.GetProperty("name").GetString() == "acme-agent"
                && package.GetProperty("version").GetString() == "2.1");
    }

    private static IEnumerable<string> Gates(JsonElement artifact) => artifact.GetProperty("gates").EnumerateArray()
        .Select(gate => $"{gate.GetProperty("gate")} {gate.GetProperty("passed")}");

    // What is stable of each.
    private async Task<Dictionary<string, string>> ImagesAsync() =>
        (await DoneAsync(BuildMax, "image", "list", "-o", "json")).Json.GetProperty("images").EnumerateArray()
            .Where(image => image.GetProperty("channels").EnumerateArray()
                .Any(channel => channel.GetString() == "Stable"))
            .ToDictionary(
                image => image.GetProperty("image").GetString()!, image => image.GetProperty("id").GetString()!);

    private async Task<Uri> EndpointAsync() => new(
        (await DoneAsync(BuildMax, "fleet", "show", "patched", "-o", "json")).Json
            .GetProperty("endpoint").GetString()!);

    private async Task<CommandOutcome> DoneAsync(TimeSpan limit, params IEnumerable<string> arguments)
    {
        var outcome = await Command.RunAsync(limit, arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }

    private async Task RefusedAsync(ForgeError error, string because, params IEnumerable<string> arguments)
    {
        var outcome = await Command.RunAsync(BuildMax, arguments);
        Assert.True(outcome.ExitCode == (int)error, $"{outcome}");
        Assert.Contains(because, outcome.Errors, StringComparison.Ordinal);
    }

    private void WriteDefinitions() => _definitions
        .Write("images/web/keys/acme.asc", _acme.Key("acme"))
        .Replace("images/web/image.yaml", "services:\n", $$"""
            repositories:
              - { name: acme, uri: "{{_acme.Address}}", suite: stable, components: [main], key: keys/acme.asc }
            services:

            """)
        .Replace("images/web/image.yaml", "  - nginx-light\n", "  - nginx-light\n  - acme-agent\n")
        .Write("images/api/image.yaml", """
            name: api
            extends: web
            description: The same, under another name.

            """)
        .Write("schedules/patched.yaml", """
            fleet: patched
            image: web
            desired: 3
            minHealthyPercentage: 100
            maxHealthyPercentage: 133
            instanceWarmup: 5s
            drainTimeout: 5s
            launchTimeout: 5m
            windows:
              - { days: [mon], from: "03:00", to: "03:05", zone: UTC }
            hotfix: { checkpoints: [1], checkpointDelay: 5s, bakeTime: 5s }
            listen: 127.0.0.1:0

            """);
}
