using ImageForge.Core.Images;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Feeds;

/// <summary>Feeds that rate vulnerabilities, as they are kept and read again.</summary>
public sealed class RatingStoreTests : IDisposable
{
    private readonly TemporaryState _place = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly MirrorServer _server = new();

    private FeedStore Store => new(_place.State, _http, new HastyTime());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task A_catalog_is_fetched_and_what_it_says_is_at_hand()
    {
        _server.Answer("/kev.json", MirrorServer.Whole(await File.ReadAllTextAsync(RecordedFeeds.Kev, Token)));
        var served = RecordedFeeds.Feed("cisa-kev", FeedKind.Kev, $"{_server.Address}kev.json");

        var record = await Store.UpdateAsync(served, source: null, Token);

        Assert.Equal(["rated 3"], record.Entries.Select(entry => $"{entry.Key} {entry.Value}"));
        Assert.Equal(KevFeed.Read(RecordedFeeds.Kev), (await Store.ReadRatingsAsync(served, Token))!.Value);
        Assert.InRange(Store.AgeOf(served)!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Decisions_are_read_back_as_they_were_and_what_is_not_known_stays_so()
    {
        await UpdateAsync(RecordedFeeds.SsvcFeed);

        var kept = (await Store.ReadRatingsAsync(RecordedFeeds.SsvcFeed, Token))!.Value;

        Assert.Equal(SsvcFeed.Read(RecordedFeeds.Vulnrichment), kept);
        Assert.All(kept, rating => Assert.Null(rating.ExploitedSince));
    }

    [Fact]
    public async Task Nothing_is_at_hand_of_a_feed_never_fetched_or_of_another_kind()
    {
        Assert.Null(await Store.ReadRatingsAsync(RecordedFeeds.KevFeed, Token));

        await UpdateAsync(RecordedFeeds.KevFeed, RecordedFeeds.TrackerFeed);

        Assert.NotNull(await Store.ReadRatingsAsync(RecordedFeeds.KevFeed, Token));
        Assert.Null(await Store.ReadRatingsAsync(RecordedFeeds.KevFeed with { Kind = FeedKind.Ssvc }, Token));
        Assert.Null(await Store.ReadRatingsAsync(RecordedFeeds.TrackerFeed, Token));
        Assert.Null(await Store.ReadAsync(RecordedFeeds.KevFeed, "bookworm", Token));
    }

    public static TheoryData<FeedKind, string, string> Faults => new()
    {
        { FeedKind.Kev, "<!doctype html><title>Sign in</title>", "is no KEV feed" },
        { FeedKind.Kev, "{}", "it rates nothing" },
        { FeedKind.Kev, "[]", "it rates nothing" },
        { FeedKind.Kev, """{ "count": 0, "vulnerabilities": [] }""", "it rates nothing" },
        { FeedKind.Kev, """{ "vulnerabilities": {} }""", "is no list" },
        { FeedKind.Kev, """{ "vulnerabilities": [{ "cveID": "CVE-2024-1", "dateAdded": "soon" }] }""", "CVE-2024-1: " },
        { FeedKind.Kev, """{ "vulnerabilities": [{ "cveID": "CVE-2024-1", "dateAd""", "is no KEV feed" },
        { FeedKind.Ssvc, "<!doctype html><title>Sign in</title>", "is no SSVC feed" },
        { FeedKind.Ssvc, "{}", "it rates nothing" },
        { FeedKind.Ssvc, "[{", "is no SSVC feed" },
        { FeedKind.Ssvc, "folder", "it rates nothing" },
        { FeedKind.Kev, "folder", "it is a folder" },
        { FeedKind.DebianTracker, "folder", "it is a folder" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_no_feed_is_refused_with_its_name_and_what_was_at_hand_stays(
        FeedKind kind, string text, string words)
    {
        var feed = kind switch
        {
            FeedKind.Kev => RecordedFeeds.KevFeed,
            FeedKind.Ssvc => RecordedFeeds.SsvcFeed,
            _ => RecordedFeeds.TrackerFeed,
        };
        var before = await UpdateAsync(feed);
        var copy = Path.Combine(_place.State.Root, "copy");
        if (text == "folder")
        {
            Directory.CreateDirectory(copy);
        }
        else
        {
            await File.WriteAllTextAsync(copy, text, Token);
        }

        var failure = await Assert.ThrowsAsync<ForgeException>(() => Store.UpdateAsync(feed, copy, Token));

        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains(copy, failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("at hand stays", failure.WayOut, StringComparison.Ordinal);
        Assert.Equal(before.Digest, Store.At(feed)!.Digest);
        Assert.Equal(feed.KnowsPackages, await Store.ReadRatingsAsync(feed, Token) is null);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{")]
    [InlineData(null)]
    public async Task What_is_damaged_at_hand_is_never_taken_for_a_catalog_that_holds_nothing(string? damage)
    {
        await UpdateAsync(RecordedFeeds.KevFeed);
        var kept = Directory.EnumerateFiles(Path.Combine(_place.State.Feeds, "cisa-kev"), "*-rated.json").Single();
        if (damage is null)
        {
            File.Delete(kept);
        }
        else
        {
            await File.WriteAllTextAsync(kept, damage, Token);
        }

        var failure = await Assert.ThrowsAsync<ForgeException>(
            () => Store.ReadRatingsAsync(RecordedFeeds.KevFeed, Token));

        Assert.Equal(ForgeError.Integrity, failure.Error);
        Assert.Contains("feed update", failure.WayOut, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ForgeException>(() => CveRatings.ReadAsync(Store, [RecordedFeeds.KevFeed], Token));
        await UpdateAsync(RecordedFeeds.KevFeed);
        Assert.NotNull(await Store.ReadRatingsAsync(RecordedFeeds.KevFeed, Token));
    }

    private async Task<FeedRecord> UpdateAsync(params FeedDefinition[] feeds)
    {
        FeedRecord? last = null;
        foreach (var feed in feeds)
        {
            last = await Store.UpdateAsync(feed, source: null, Token);
        }

        return last!;
    }
}
