using System.Text.Json;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>
/// What a hotfix is about: somebody's archive, whose agent the images <c>web</c> and <c>api</c> hold; the fleet
/// <c>patched</c> of three that runs the first, outside of its windows; and a feed that knows what is wrong with the
/// agent.
/// </summary>
internal sealed class HotfixForge : IDisposable
{
    public const string Fleet = "patched";
    public const string Feed = "acme";
    public const string Cve = "CVE-2026-90001";
    public static readonly TimeSpan BuildMax = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan HotfixMax = TimeSpan.FromMinutes(30);

    private readonly DefinitionTree _definitions = new DefinitionTree().WithoutDetection();

    public HotfixForge(StateDirectory state)
    {
        (State, Acme) = (state, new ThirdParty(Agent));
        Command = new ImageForgeCommand(state.Root, _definitions.Root);
        WriteDefinitions();
    }

    public StateDirectory State { get; }
    public ThirdParty Acme { get; }

    /// <summary>
    /// The package that is mended. No other image has it: a hotfix asks every image of the state directory, those of
    /// other tests and of earlier runs too.
    /// </summary>
    public string Agent { get; } = $"acme-{Guid.NewGuid().ToString("N")[..8]}";

    public ImageForgeCommand Command { get; }

    /// <summary>The file that the feed is read from.</summary>
    public string FeedFile => Path.Combine(_definitions.Root, "images/feeds/acme.json");

    public async Task<CommandOutcome> DoneAsync(TimeSpan limit, params IEnumerable<string> arguments)
    {
        var outcome = await Command.RunAsync(limit, arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }

    /// <summary>The one document that a command answers with.</summary>
    public async Task<JsonElement> AskAsync(params IEnumerable<string> arguments) =>
        (await DoneAsync(BuildMax, [.. arguments, "-o", "json"])).Json;

    public async Task RefusedAsync(ForgeError error, string because, params IEnumerable<string> arguments)
    {
        var outcome = await Command.RunAsync(BuildMax, arguments);
        Assert.True(outcome.ExitCode == (int)error, $"{string.Join(' ', arguments)}: {outcome}");
        Assert.Contains(because, outcome.Errors, StringComparison.Ordinal);
    }

    /// <summary>Every built version.</summary>
    public async Task<IReadOnlyList<JsonElement>> VersionsAsync() =>
        [.. (await AskAsync("image", "list")).GetProperty("images").EnumerateArray()];

    /// <summary>What is stable of each image.</summary>
    public async Task<Dictionary<string, string>> StableAsync() => (await VersionsAsync())
        .Where(image => image.GetProperty("channels").EnumerateArray()
            .Any(channel => channel.GetString() == "Stable"))
        .ToDictionary(
            image => image.GetProperty("image").GetString()!, image => image.GetProperty("id").GetString()!);

    public async Task<Uri> EndpointAsync() =>
        new((await AskAsync("fleet", "show", Fleet)).GetProperty("endpoint").GetString()!);

    /// <summary>Every instance of the fleet.</summary>
    public async Task<IReadOnlyList<JsonElement>> InstancesAsync() =>
        [.. (await AskAsync("fleet", "show", Fleet)).GetProperty("instances").EnumerateArray()];

    public void Dispose()
    {
        _definitions.Dispose();
        Acme.Dispose();
    }

    private void WriteDefinitions() => _definitions
        .Write("images/web/keys/acme.asc", Acme.Key("acme"))
        .Replace("images/web/image.yaml", "services:\n", $$"""
            repositories:
              - { name: acme, uri: "{{Acme.Address}}", suite: stable, components: [main], key: keys/acme.asc }
            services:

            """)
        .Replace("images/web/image.yaml", "  - nginx-light\n", $"  - nginx-light\n  - {Agent}\n")
        .Write("images/api/image.yaml", """
            name: api
            extends: web
            description: The same, under another name.

            """)
        .Write("images/feeds/acme.yaml", $"""
            id: {Feed}
            title: What Acme says of its agent.
            kind: osv
            file: acme.json
            maxAge: 1d

            """)
        .Write("images/feeds/acme.json", Known())
        .Write("schedules/patched.yaml", $$"""
            fleet: {{Fleet}}
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

    // A severity that the profile refuses: whoever builds the agent unmended with the feed at hand is told so.
    private string Known() => $$"""
        {
          "schema_version": "1.7.3",
          "id": "DEBIAN-{{Cve}}",
          "modified": "2026-11-20T08:00:00Z",
          "upstream": ["{{Cve}}"],
          "details": "The agent trusts whoever asks.",
          "affected": [
            {
              "package": { "ecosystem": "Debian:12", "name": "{{Agent}}" },
              "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "2.1" }] }],
              "database_specific": { "severity": "HIGH" }
            }
          ]
        }
        """;
}
