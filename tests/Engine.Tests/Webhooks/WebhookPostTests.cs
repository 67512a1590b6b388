using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Journal;
using ImageForge.Core.Notices;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Tests.Definitions;
using ImageForge.Engine.Watching;
using ImageForge.Engine.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Webhooks;

/// <summary>At least once, in order, each receiver by itself, whatever dies.</summary>
public sealed class WebhookPostTests : IAsyncDisposable
{
    private const string Other = """
        id: other
        url: https://other.example/
        events: [sensor.gap]
        secret: { environment: IMAGEFORGE_TEST_WEBHOOK }

        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CopiedTree _tree = new();
    private readonly ScriptedReceiver _receiver = new();
    private readonly MemoryLeases _leases;
    private readonly MemoryJournal _journal;
    private WebhookPost _post;

    public WebhookPostTests()
    {
        Environment.SetEnvironmentVariable(
            "IMAGEFORGE_TEST_WEBHOOK", "whsec_" + Convert.ToBase64String(new byte[32]));
        _tree.Replace("webhooks/pager.yaml", "file: /etc/imageforge/pager.secret", "environment: IMAGEFORGE_TEST_WEBHOOK");
        _leases = new MemoryLeases(_time);
        _journal = new MemoryJournal(_leases, _time);
        _post = NewPost();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _post.DisposeAsync();
        _tree.Dispose();
    }

    [Fact]
    public async Task What_happens_after_it_joined_is_told_once_and_nothing_of_before()
    {
        await GapAsync("web", "web-0");
        _time.Advance(TimeSpan.FromSeconds(1));
        await RoundAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await GapAsync("web", "web-1");
        await RoundAsync();
        await RoundAsync();

        var (_, notice) = Assert.Single(_receiver.Tries);
        Assert.Equal("web-1", notice.Facts["instance"]);
        Assert.Equal((1, 0), ((await RecordAsync()).Sent, (await RecordAsync()).GivenUp));
    }

    [Fact]
    public async Task Another_process_goes_on_where_one_was_killed_with_the_same_id()
    {
        await JoinAsync();
        await GapAsync("web", "web-1");
        await GapAsync("web", "web-2");
        _receiver.Answer = (_, _) => throw new InvalidOperationException("killed between the call and its record");
        await RoundAsync();
        _receiver.Answer = (_, _) => WebhookAnswer.Delivered;
        await KillAsync();
        await RoundAsync();

        Assert.Equal(
            ["web-1", "web-1", "web-2"], _receiver.Tries.Select(tried => tried.Notice.Facts["instance"]));
        Assert.Equal(2, _receiver.Tries.Select(tried => tried.Notice.Id).Distinct().Count());
        Assert.Equal(2, (await RecordAsync()).Sent);
    }

    [Fact]
    public async Task A_failure_holds_back_its_own_chain_only_and_is_tried_when_its_time_has_come()
    {
        await JoinAsync();
        await GapAsync("a", "a-1");
        await GapAsync("a", "a-2");
        await GapAsync("b", "b-1");
        _receiver.Answer = (_, notice) => notice.Facts["instance"] == "a-1"
            ? new WebhookAnswer("it answers 500")
            : WebhookAnswer.Delivered;
        await RoundAsync();
        await RoundAsync();
        Assert.Equal(["a-1", "b-1"], _receiver.Tries.Select(tried => tried.Notice.Facts["instance"]));

        // The wait is in the journal: whoever starts anew waits for the rest of it, and no longer.
        await KillAsync();
        await RoundAsync();
        Assert.Equal(2, _receiver.Tries.Count);
        _receiver.Answer = (_, _) => WebhookAnswer.Delivered;
        _time.Advance(TimeSpan.FromSeconds(7));
        await RoundAsync();
        Assert.Equal(["a-1", "b-1", "a-1", "a-2"], _receiver.Tries.Select(tried => tried.Notice.Facts["instance"]));
    }

    [Fact]
    public async Task What_is_never_taken_is_given_up_and_the_next_one_is_told()
    {
        await JoinAsync();
        await GapAsync("web", "web-1");
        await GapAsync("web", "web-2");
        _receiver.Answer = (_, notice) => notice.Facts["instance"] == "web-1"
            ? new WebhookAnswer("refused")
            : WebhookAnswer.Delivered;
        for (var round = 0; round < WebhookRetry.TriesMax; round++)
        {
            await RoundAsync();
            _time.Advance(TimeSpan.FromMinutes(75));
        }

        await RoundAsync();
        Assert.Equal(
            WebhookRetry.TriesMax, _receiver.Tries.Count(tried => tried.Notice.Facts["instance"] == "web-1"));
        var record = await RecordAsync();
        Assert.Equal((1, 1, 0), (record.Sent, record.GivenUp, record.Trying.Count));
        Assert.Contains(
            await EntriesAsync(), entry => entry.Phase == JournalPhase.Failed && entry.Data.Contains("refused"));
    }

    [Fact]
    public async Task A_receiver_that_wants_no_more_is_not_asked_again()
    {
        await JoinAsync();
        await GapAsync("web", "web-1");
        _receiver.Answer = (_, _) => new WebhookAnswer("it answers 410", IsFinal: true);
        await RoundAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await RoundAsync();

        Assert.Single(_receiver.Tries);
        Assert.Equal(1, (await RecordAsync()).GivenUp);
    }

    [Fact]
    public async Task A_slow_receiver_keeps_no_other_one_waiting()
    {
        _tree.Write("webhooks/other.yaml", Other);
        await JoinAsync();
        var slow = new TaskCompletionSource();
        _receiver.Pause = hook => hook == "pager" ? slow.Task : Task.CompletedTask;
        await GapAsync("web", "web-1");
        await _post.TickAsync(Cancellation);
        await UntilAsync(async () => (await RecordAsync("other")).Sent == 1);
        await GapAsync("web", "web-2");
        await _post.TickAsync(Cancellation);
        await UntilAsync(async () => (await RecordAsync("other")).Sent == 2);
        Assert.Equal(1, _receiver.Tries.Count(tried => tried.Hook == "pager"));

        slow.SetResult();
        await _post.IdleAsync();
        await RoundAsync();
        Assert.Equal(2, (await RecordAsync()).Sent);
    }

    [Fact]
    public async Task One_node_delivers_and_another_takes_over_when_it_is_gone()
    {
        await JoinAsync();
        await using var second = NewPost();
        await GapAsync("web", "web-1");
        await second.TickAsync(Cancellation);
        await second.IdleAsync();
        Assert.Empty(_receiver.Tries);

        _leases.StopRenewals(WebhookPost.LeaseName);
        _time.Advance(LeaseTiming.Lifetime + TimeSpan.FromSeconds(1));
        await second.TickAsync(Cancellation);
        await second.IdleAsync();
        Assert.Single(_receiver.Tries);

        // The first one wakes up: what it does then is nothing.
        await _post.TickAsync(Cancellation);
        await _post.IdleAsync();
        Assert.Single(_receiver.Tries);
        Assert.Equal(1, (await RecordAsync()).Sent);
    }

    [Fact]
    public async Task Without_its_key_nothing_is_sent_and_the_reason_is_kept()
    {
        _tree.Replace("webhooks/pager.yaml", "environment: IMAGEFORGE_TEST_WEBHOOK", "environment: NOT_THERE_AT_ALL");
        await JoinAsync();
        await GapAsync("web", "web-1");
        await RoundAsync();

        Assert.Empty(_receiver.Tries);
        Assert.Equal(
            "the environment variable NOT_THERE_AT_ALL is not there",
            (await RecordAsync()).LastError);
    }

    [Fact]
    public async Task A_file_that_becomes_wrong_leaves_what_it_said_before_in_force()
    {
        await JoinAsync();
        _tree.Replace("webhooks/pager.yaml", "https://", "ftp://");
        await GapAsync("web", "web-1");
        await RoundAsync();
        Assert.Single(_receiver.Tries);
    }

    private WebhookPost NewPost() => new(
        new WebhookBook(_tree.Reader, NullLogger<WebhookBook>.Instance), new NoticeJournal(_journal),
        new WebhookJournal(_journal), _receiver, _leases, _time, NullLogger<WebhookPost>.Instance);

    // Its lease is free at once: that of a dead process of this machine is.
    private async Task KillAsync()
    {
        await _post.DisposeAsync();
        _post = NewPost();
    }

    private async Task JoinAsync()
    {
        await RoundAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task RoundAsync()
    {
        await _post.TickAsync(Cancellation);
        await _post.IdleAsync();
    }

    private Task<JournalEntry> GapAsync(string fleet, string instance) => _journal.AppendAsync(
        SensorJournal.ChainOf(new FleetName(fleet)), "watch", JournalPhase.Noted, instance,
        JsonSerializer.Serialize(
            new SensorEvent.GapOpened(new InstanceId(instance), "silent"), SensorJson.Readable.SensorEvent),
        fence: null, Cancellation);

    private Task<WebhookRecord> RecordAsync(string hook = "pager") =>
        new WebhookJournal(_journal).ReadAsync(hook, Cancellation);

    private async Task<List<JournalEntry>> EntriesAsync() =>
        await _journal.ReadAsync(WebhookJournal.ChainOf("pager"), 0, Cancellation).ToListAsync(Cancellation);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var turns = 0; !await condition(); turns++)
        {
            Assert.True(turns < 2_000, "not within 10 s");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }
}
