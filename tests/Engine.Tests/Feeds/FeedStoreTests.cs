using ImageForge.Core.Images;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Feeds;

public sealed class FeedStoreTests : IDisposable
{
    private readonly TemporaryState _place = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HastyTime _time = new();
    private readonly MirrorServer _server = new();

    private FeedStore Store => new(_place.State, _http, _time);

    private FeedDefinition Served => RecordedFeeds.Feed(
        "debian-tracker", FeedKind.DebianTracker, $"{_server.Address}tracker.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task A_feed_is_fetched_and_what_it_says_of_a_suite_is_at_hand()
    {
        _server.Answer("/tracker.json", MirrorServer.Whole(await File.ReadAllTextAsync(RecordedFeeds.Tracker, Token)));

        var record = await Store.UpdateAsync(Served, source: null, Token);

        Assert.Equal(["bookworm 5", "trixie 2"], record.Entries.Select(suite => $"{suite.Key} {suite.Value}"));
        Assert.Equal(record.Digest, Store.At(Served)!.Digest);
        Assert.InRange(Store.AgeOf(Served)!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var kept = await Store.ReadAsync(Served, "trixie", Token);
        Assert.Equal(["CVE-2026-1001", "CVE-2009-4487"], kept!.Value.Select(entry => entry.Id));
        Assert.Equal("1.26.3-3", kept.Value[0].Ranges[0].Fixed);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.State.Temporary));
    }

    [Fact]
    public async Task Nothing_is_at_hand_of_a_feed_never_fetched_of_another_kind_or_without_the_suite()
    {
        Assert.Null(await Store.ReadAsync(Served, "bookworm", Token));

        await Store.UpdateAsync(RecordedFeeds.OsvFeed, source: null, Token);

        Assert.NotNull(await Store.ReadAsync(RecordedFeeds.OsvFeed, "bookworm", Token));
        Assert.Null(await Store.ReadAsync(RecordedFeeds.OsvFeed, "trixie", Token));
        Assert.Null(Store.At(RecordedFeeds.OsvFeed with { Kind = FeedKind.DebianTracker }));
    }

    [Fact]
    public async Task A_copy_is_as_old_as_its_file_and_never_from_tomorrow()
    {
        var copy = Path.Combine(_place.State.Root, "copy.json");
        File.Copy(RecordedFeeds.Tracker, copy);
        File.SetLastWriteTimeUtc(copy, DateTime.UtcNow.AddDays(-5));
        await Store.UpdateAsync(Served, copy, Token);
        Assert.InRange(Store.AgeOf(Served)!.Value.TotalDays, 4.9, 5.1);

        File.SetLastWriteTimeUtc(copy, DateTime.UtcNow.AddDays(5));
        var record = await Store.UpdateAsync(Served, copy, Token);

        Assert.Equal(copy, record.Source);
        Assert.True(Store.AgeOf(Served) >= TimeSpan.Zero);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_stumbles_is_asked_again_and_what_replaces_is_all_that_stays()
    {
        var text = await File.ReadAllTextAsync(RecordedFeeds.Tracker, Token);
        _server.Answer(
            "/tracker.json", MirrorServer.Status(503), MirrorServer.Announced(text[..100], text.Length),
            MirrorServer.Whole(text));
        await Store.UpdateAsync(Served, source: null, Token);
        Assert.Equal(3, _server.Requests.Count);

        var next = text.Replace("1.26.3-3", "1.26.3-4", StringComparison.Ordinal);
        _server.Answer("/tracker.json", MirrorServer.Whole(next));
        await Store.UpdateAsync(Served, source: null, Token);

        Assert.Equal(3, Directory.EnumerateFiles(Path.Combine(_place.State.Feeds, Served.Id)).Count());
        Assert.Equal("1.26.3-4", (await Store.ReadAsync(Served, "trixie", Token))!.Value[0].Ranges[0].Fixed);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "404", "it answered 404" },
        { "<!doctype html><title>Sign in</title>", "is no Debian security tracker feed" },
        { "[]", "it says nothing of bookworm or trixie" },
        { "{}", "it says nothing of bookworm or trixie" },
        { """{ "nginx": { "CVE-2026-1": { "releases": { "sid": { "status": "open" } } } } }""", "says nothing of" },
        { """{ "nginx": { "CVE-2026-1": { "releases": { "bookworm": { "status": "op""", "is no Debian security" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_no_feed_is_refused_and_what_was_at_hand_stays(string answer, string words)
    {
        await Store.UpdateAsync(Served, RecordedFeeds.Tracker, Token);
        var before = Store.At(Served)!;
        _server.Answer("/tracker.json", answer == "404" ? MirrorServer.Status(404) : MirrorServer.Whole(answer));

        var failure = await Assert.ThrowsAsync<ForgeException>(() => Store.UpdateAsync(Served, source: null, Token));

        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("at hand stays", failure.WayOut, StringComparison.Ordinal);
        Assert.Equal(before.Digest, Store.At(Served)!.Digest);
        Assert.Equal(5, (await Store.ReadAsync(Served, "bookworm", Token))!.Value.Length);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var failure = await Assert.ThrowsAsync<ForgeException>(
            () => Store.UpdateAsync(Served, Path.Combine(_place.State.Root, "nothing.json"), Token));

        Assert.Equal(ForgeError.NotFound, failure.Error);
        Assert.Contains("nothing.json", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{")]
    [InlineData(null)]
    public async Task What_is_damaged_at_hand_is_never_taken_for_a_feed_that_knows_nothing(string? damage)
    {
        await Store.UpdateAsync(Served, RecordedFeeds.Tracker, Token);
        var kept = Directory.EnumerateFiles(Path.Combine(_place.State.Feeds, Served.Id), "*-bookworm.json").Single();
        if (damage is null)
        {
            File.Delete(kept);
        }
        else
        {
            await File.WriteAllTextAsync(kept, damage, Token);
        }

        var failure = await Assert.ThrowsAsync<ForgeException>(() => Store.ReadAsync(Served, "bookworm", Token));

        Assert.Equal(ForgeError.Integrity, failure.Error);
        Assert.Contains("feed update", failure.WayOut, StringComparison.Ordinal);
        await Store.UpdateAsync(Served, RecordedFeeds.Tracker, Token);
        Assert.NotNull(await Store.ReadAsync(Served, "bookworm", Token));
    }
}
