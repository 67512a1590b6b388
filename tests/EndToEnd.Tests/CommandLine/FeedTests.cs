using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.CommandLine;

public sealed class FeedTests : IDisposable
{
    private const string Tracker = """
        {
          "nginx": {
            "CVE-2026-0001": {
              "description": "It reads past its end.",
              "releases": {
                "bookworm": {
                  "status": "resolved", "repositories": { "bookworm": "1.22.1-9" },
                  "fixed_version": "1.22.1-9+deb12u9", "urgency": "not yet assigned"
                }
              }
            }
          }
        }
        """;

    private const string Catalog = """
        { "count": 1, "vulnerabilities": [{ "cveID": "CVE-2026-0001", "dateAdded": "2026-11-02" }] }
        """;

    private const string Records = """
        [{
          "dataType": "CVE_RECORD",
          "cveMetadata": { "cveId": "CVE-2026-0001" },
          "containers": { "adp": [{ "metrics": [{ "other": { "type": "ssvc", "content": {
            "options": [{ "Exploitation": "active" }, { "Automatable": "no" }, { "Technical Impact": "total" }]
          } } }] }] }
        }]
        """;

    private readonly string _state = Directory.CreateTempSubdirectory("ife-").FullName;

    private ImageForgeCommand Command => new(_state, SharedForge.Checkout);

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task The_shipped_feeds_are_listed_and_nothing_is_at_hand_of_them_at_first()
    {
        var outcome = await Command.RunAsync("feed", "list", "--output", "json");

        var feeds = outcome.Json.GetProperty("feeds").EnumerateArray().ToList();
        Assert.Equal(
            ["cisa-kev", "debian-tracker", "osv", "vulnrichment"],
            feeds.Select(feed => feed.GetProperty("id").GetString()));
        Assert.All(feeds, feed => Assert.Equal("Null", $"{feed.GetProperty("fetchedAt").ValueKind}"));
    }

    [Fact]
    public async Task A_copy_is_taken_without_network_and_its_age_is_shown_until_it_is_too_old()
    {
        var copy = Path.Combine(_state, "copy.json");
        await File.WriteAllTextAsync(copy, Tracker, TestContext.Current.CancellationToken);
        var good = await Command.RunAsync("feed", "update", "debian-tracker", "--file", copy);
        Assert.True(good.ExitCode == 0, $"{good}");
        Assert.Matches("debian-tracker +good +[0-9.]+ s ago +bookworm 1 ", good.Output);

        File.SetLastWriteTimeUtc(copy, DateTime.UtcNow.AddDays(-9));
        var old = await Command.RunAsync("feed", "update", "debian-tracker", "--file", copy);

        Assert.Matches("debian-tracker +too old +9 days ago", old.Output);
        Assert.Matches("osv +not at hand +never", old.Output);
    }

    [Fact]
    public async Task One_that_is_no_feed_is_refused_and_the_others_are_updated_all_the_same()
    {
        using var definitions = new DefinitionTree();
        definitions.Write("images/feeds/tracker.json", Tracker)
            .Write("images/feeds/kev.json", Catalog)
            .Write("images/feeds/records.json", Records)
            .Replace(
                "images/feeds/cisa-kev.yaml",
                "url: https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
                "file: kev.json")
            .Replace(
                "images/feeds/vulnrichment.yaml",
                "url: https://github.com/cisagov/vulnrichment/archive/refs/heads/develop.zip", "file: records.json")
            .Replace(
                "images/feeds/debian-tracker.yaml", "url: https://security-tracker.debian.org/tracker/data/json",
                "file: tracker.json")
            .Replace(
                "images/feeds/osv.yaml", "url: https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip",
                "file: tracker.json");
        var command = new ImageForgeCommand(_state, definitions.Root);

        var outcome = await command.RunAsync("feed", "update");

        Assert.Equal((int)ForgeError.External, outcome.ExitCode);
        Assert.Contains("feed osv: what came from", outcome.Errors, StringComparison.Ordinal);
        var listed = await command.RunAsync("feed", "list");
        Assert.Matches("debian-tracker +good", listed.Output);
        Assert.Matches("osv +not at hand", listed.Output);
        Assert.Matches("cisa-kev +good .* rated 1 ", listed.Output);
        Assert.Matches("vulnrichment +good .* rated 1 ", listed.Output);
    }

    [Theory]
    [InlineData("vulnerabilities", "feed update")]
    [InlineData("freshness", "--offline")]
    public async Task The_gates_teach(string gate, string piece)
    {
        var outcome = await Command.RunAsync("explain", gate);

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.Contains(piece, outcome.Output, StringComparison.Ordinal);
    }
}
