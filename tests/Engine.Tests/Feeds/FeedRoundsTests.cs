using ImageForge.Engine.Feeds;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Definitions;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Feeds;

/// <summary>Feeds that are fetched without a person.</summary>
public sealed class FeedRoundsTests : IDisposable
{
    private readonly TemporaryState _place = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HastyTime _time = new();
    private readonly MirrorServer _server = new();
    private readonly CopiedTree _tree = new();
    private readonly HeardLog<FeedRounds> _log = new();

    public FeedRoundsTests() => _tree
        .Write("images/feeds/tracker.yaml", $"""
            id: tracker
            title: Somebody's.
            kind: debian-tracker
            url: {_server.Address}tracker.json
            maxAge: 1d

            """)
        .Write("images/feeds/recorded.json", File.ReadAllText(RecordedFeeds.Osv));

    private FeedStore Store => new(_place.State, _http, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _server.Dispose();
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Each_is_fetched_and_only_what_says_something_else_is_news()
    {
        _server.Answer("/tracker.json", MirrorServer.Whole(await File.ReadAllTextAsync(RecordedFeeds.Tracker, Token)));
        Assert.True(await UpdateAsync());
        Assert.All(_tree.Reader.ReadFeeds(), feed => Assert.NotNull(Store.At(feed)));
        Assert.False(await UpdateAsync());
        var asked = _server.Requests.Count;
        Assert.False(await UpdateAsync(TimeSpan.FromHours(1)));
        Assert.Equal(asked, _server.Requests.Count);
        Assert.Contains(_log.Lines, line => line.Contains("tracker is fetched", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_cannot_be_had_stays_as_it_is_and_makes_no_other_one_older()
    {
        _server.Answer("/tracker.json", MirrorServer.Status(404));
        Assert.True(await UpdateAsync());
        var feeds = _tree.Reader.ReadFeeds();
        Assert.Null(Store.At(feeds.Single(feed => feed.Id == "tracker")));
        Assert.NotNull(Store.At(feeds.Single(feed => feed.Id == "recorded")));
        Assert.Contains(
            _log.Lines,
            line => line.StartsWith(
                "Warning: Feed tracker is not fetched, nothing is at hand", StringComparison.Ordinal));
    }

    // Its pause before the first fetch is on a clock of its own, which is put on until it is over.
    private async Task<bool> UpdateAsync(TimeSpan age = default)
    {
        var clock = new FakeTimeProvider();
        var round = new FeedRounds(_tree.Reader, Store, clock, _log).UpdateAsync(age, Token);
        clock.Advance(FeedRounds.JitterMax);
        return await round;
    }
}
