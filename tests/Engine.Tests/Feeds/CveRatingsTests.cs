using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Risk;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Feeds;

/// <summary>What is known of a vulnerability: what a feed says, what its silence says, and what nobody knows.</summary>
public sealed class CveRatingsTests : IDisposable
{
    // In the catalog and decided over; decided over only; neither.
    private const string Reset = "CVE-2023-44487";
    private const string Video = "CVE-2024-7347";
    private const string Fresh = "CVE-2026-1001";

    private static readonly DateOnly Day = new(2023, 10, 10);

    private readonly TemporaryState _place = new();
    private readonly HttpClient _http = new();
    private readonly HastyTime _time = new();
    private readonly FeedStore _store;

    public CveRatingsTests() => _store = new FeedStore(_place.State, _http, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Without_a_feed_nothing_is_known_but_what_is_known_of_the_package()
    {
        var ratings = await CveRatings.ReadAsync(
            _store, [RecordedFeeds.KevFeed, RecordedFeeds.SsvcFeed, RecordedFeeds.TrackerFeed], Token);

        Assert.Equal(
            new RiskFacts(null, null, null, null, Severity.High, "1.22.1-9+deb12u3"), ratings.Of(Known(Reset)));
    }

    [Fact]
    public async Task A_young_catalog_says_of_a_CVE_that_it_is_exploited_or_that_it_is_not()
    {
        var ratings = await ReadAsync(RecordedFeeds.KevFeed);

        Assert.Equal((true, Day), Exploited(ratings, Reset));
        Assert.Equal((false, null), Exploited(ratings, Fresh));
    }

    [Theory]
    [InlineData("TEMP-1100003-0B57B5")]
    [InlineData("DSA-6100-1")]
    public async Task Of_what_has_no_CVE_id_yet_no_catalog_can_say_that_it_is_not_exploited(string id) =>
        Assert.Equal((null, null), Exploited(await ReadAsync(RecordedFeeds.KevFeed), id));

    [Theory]
    [InlineData(6.9, false)]
    [InlineData(7.1, null)]
    public async Task An_old_catalog_is_believed_what_it_says_and_not_what_it_does_not_say(double days, bool? fresh)
    {
        await UpdateAsync(RecordedFeeds.KevFeed);
        _time.Ahead = TimeSpan.FromDays(days);

        var ratings = await CveRatings.ReadAsync(_store, [RecordedFeeds.KevFeed], Token);

        Assert.Equal((true, Day), Exploited(ratings, Reset));
        Assert.Equal((fresh, null), Exploited(ratings, Fresh));
    }

    [Fact]
    public async Task Decisions_say_nothing_of_exploitation_and_the_catalog_says_nothing_else()
    {
        var decided = await ReadAsync(RecordedFeeds.SsvcFeed);
        Assert.Equal((null, null, true, TechnicalImpact.Partial), Facts(decided, Reset));
        Assert.Equal((null, null, null, null), Facts(decided, Fresh));

        var listed = await ReadAsync(RecordedFeeds.KevFeed);
        Assert.Equal((true, Day, null, null), Facts(listed, Reset));

        var both = await ReadAsync(RecordedFeeds.SsvcFeed, RecordedFeeds.KevFeed);
        Assert.Equal((true, Day, true, TechnicalImpact.Partial), Facts(both, Reset));
        Assert.Equal((false, null, false, TechnicalImpact.Partial), Facts(both, Video));
    }

    [Fact]
    public async Task Where_feeds_differ_the_worse_word_and_the_earlier_day_count()
    {
        var ratings = await ReadAsync(
            RecordedFeeds.SsvcFeed, RecordedFeeds.KevFeed,
            Other("ssvc", FeedKind.Ssvc, Record(Video, "yes", "partial"), Record(Reset, "no", "total")),
            Other("late", FeedKind.Kev, Entry(Reset, "2024-01-01")),
            Other("more", FeedKind.Kev, Entry(Reset, "2023-12-01"), Entry(Video, "2025-02-03")));

        Assert.Equal((true, Day, true, TechnicalImpact.Total), Facts(ratings, Reset));
        Assert.Equal((true, new DateOnly(2025, 2, 3), true, TechnicalImpact.Partial), Facts(ratings, Video));
    }

    [Fact]
    public async Task So_they_do_where_entries_of_one_feed_differ()
    {
        var ratings = await ReadAsync(
            Other("ssvc", FeedKind.Ssvc, Record(Video, "no", "partial"), Record(Video, "yes", "total")),
            Other("kev", FeedKind.Kev, Entry(Video, "2025-02-03"), Entry(Video, "2025-02-01")));

        Assert.Equal((true, new DateOnly(2025, 2, 1), true, TechnicalImpact.Total), Facts(ratings, Video));
    }

    [Fact]
    public async Task One_young_catalog_is_enough_to_know_what_is_not_exploited()
    {
        await UpdateAsync(RecordedFeeds.KevFeed);
        _time.Ahead = TimeSpan.FromDays(8);
        var young = Other("young", FeedKind.Kev, Entry(Video, "2025-02-03"));
        await UpdateAsync(young);

        var ratings = await CveRatings.ReadAsync(_store, [RecordedFeeds.KevFeed, young], Token);

        Assert.Equal((false, null), Exploited(ratings, Fresh));
    }

    // How bad others find a vulnerability changes no gate's verdict, and a catalog that is too old refuses no image.
    [Fact]
    public async Task Packages_are_looked_up_in_feeds_that_know_packages_and_in_no_others()
    {
        FeedDefinition[] declared =
            [RecordedFeeds.KevFeed, RecordedFeeds.TrackerFeed, RecordedFeeds.SsvcFeed, RecordedFeeds.OsvFeed];
        await UpdateAsync(declared);
        var installed = new PackageVersion(
            "nginx-light", "1.22.1-9+deb12u1", "amd64", "nginx", Digest.OfText("nginx-light"), 1, "");

        var evidence = await new VulnerabilityLookup(_store).FindAsync(declared, "bookworm", [installed], Token);

        Assert.Equal(["debian-tracker", "osv"], evidence.Feeds.Select(reading => reading.Feed));
        Assert.All(evidence.Feeds, reading => Assert.True(reading.IsAtHand));
        Assert.Contains(evidence.Found, found => found.Id == Fresh);
    }

    private static (bool?, DateOnly?) Exploited(CveRatings ratings, string id)
    {
        var facts = ratings.Of(Known(id));
        return (facts.Exploited, facts.ExploitedSince);
    }

    private static (bool?, DateOnly?, bool?, TechnicalImpact?) Facts(CveRatings ratings, string id)
    {
        var facts = ratings.Of(Known(id));
        return (facts.Exploited, facts.ExploitedSince, facts.Automatable, facts.Impact);
    }

    private static KnownVulnerability Known(string id) => new(
        id, "nginx", "1.22.1-9+deb12u1", ["nginx-light"], "1.22.1-9+deb12u3", Severity.High, "", ["debian-tracker"]);

    private static string Entry(string id, string day) => $$"""{ "cveID": "{{id}}", "dateAdded": "{{day}}" }""";

    private static string Record(string id, string automatable, string impact) => $$"""
        {
          "dataType": "CVE_RECORD", "cveMetadata": { "cveId": "{{id}}" },
          "containers": { "adp": [{ "metrics": [{ "other": { "type": "ssvc", "content": {
            "options": [{ "Automatable": "{{automatable}}" }, { "Technical Impact": "{{impact}}" }]
          } } }] }] }
        }
        """;

    private FeedDefinition Other(string id, FeedKind kind, params string[] entries)
    {
        var path = Path.Combine(_place.State.Root, $"{id}.json");
        var list = $"[{string.Join(", ", entries)}]";
        File.WriteAllText(path, kind == FeedKind.Kev ? $$"""{ "vulnerabilities": {{list}} }""" : list);
        return RecordedFeeds.Feed(id, kind, path);
    }

    private async Task<CveRatings> ReadAsync(params FeedDefinition[] feeds)
    {
        await UpdateAsync(feeds);
        return await CveRatings.ReadAsync(_store, feeds, Token);
    }

    private async Task UpdateAsync(params FeedDefinition[] feeds)
    {
        foreach (var feed in feeds)
        {
            // A copy of now: the recorded file is as old as the checkout.
            var copy = Path.Combine(_place.State.Root, $"{feed.Id}-copy.json");
            File.Copy(feed.Source, copy, overwrite: true);
            File.SetLastWriteTimeUtc(copy, _time.GetUtcNow().UtcDateTime);
            await _store.UpdateAsync(feed, copy, Token);
        }
    }
}
