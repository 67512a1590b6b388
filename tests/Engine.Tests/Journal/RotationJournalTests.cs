using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Tests.Journal;

public sealed class RotationJournalTests : IDisposable
{
    private static readonly FleetName Fleet = new("web");
    private readonly JournalFixture _fixture = new();
    private readonly RotationJournal _journal;

    public RotationJournalTests() => _journal = new RotationJournal(_fixture.Journal);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_another_process_appended_is_seen()
    {
        await HoldAsync(_journal, "mine");
        await ReadAsync(_journal);

        await HoldAsync(new RotationJournal(_fixture.Journal), "theirs");

        Assert.Equal("theirs", (await ReadAsync(_journal)).LastHeld);
        Assert.Equal("theirs", (await HoldAsync(_journal, "theirs")).LastHeld);
    }

    [Fact]
    public async Task A_second_read_takes_only_the_last_entry_and_what_came_after()
    {
        var counted = new CountingJournal(_fixture.Journal);
        var journal = new RotationJournal(counted);
        var record = RotationRecord.Empty;
        for (var number = 0; number < 50; number++)
        {
            record = await AppendAsync(journal, record, $"{number}");
        }

        await ReadAsync(journal);
        Assert.Equal(50, counted.Read);
        await ReadAsync(journal);
        Assert.Equal(51, counted.Read);
        await AppendAsync(journal, await ReadAsync(journal), "own");
        Assert.Equal(52, counted.Read);

        // An own append is folded already: read again is that entry alone.
        Assert.Equal("own", (await ReadAsync(journal)).LastHeld);
        Assert.Equal(53, counted.Read);
    }

    [Fact]
    public async Task A_tampered_tail_stops_even_the_one_that_knew_it()
    {
        await HoldAsync(_journal, "a");
        await HoldAsync(_journal, "b");
        await ReadAsync(_journal);
        await _fixture.ExecuteAsync("UPDATE journal SET data = replace(data, 'b', 'c') WHERE sequence = 2");

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => ReadAsync(_journal));

        Assert.Equal(ForgeError.Integrity, refusal.Error);
        Assert.Contains("entry 2 was changed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_entry_that_does_not_follow_is_found()
    {
        await HoldAsync(_journal, "a");
        await ReadAsync(_journal);
        await HoldAsync(new RotationJournal(_fixture.Journal), "b");
        await _fixture.ExecuteAsync("UPDATE journal SET previous = hash WHERE sequence = 2");

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => ReadAsync(_journal));

        Assert.Contains("names another predecessor", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tampered_prefix_is_found_by_verify_and_by_the_next_process()
    {
        await HoldAsync(_journal, "a");
        await HoldAsync(_journal, "b");
        await ReadAsync(_journal);
        await _fixture.ExecuteAsync("UPDATE journal SET data = replace(data, 'a', 'c') WHERE sequence = 1");

        Assert.Equal("b", (await ReadAsync(_journal)).LastHeld);
        Assert.Contains("entry 1 was changed", Assert.Single(await _fixture.VerifyAsync()), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<ForgeException>(
            () => ReadAsync(new RotationJournal(_fixture.Journal)));
        Assert.Equal(ForgeError.Integrity, refusal.Error);
    }

    [Fact]
    public async Task A_chain_put_in_the_place_of_the_known_one_is_read_as_a_whole()
    {
        await HoldAsync(_journal, "a");
        await HoldAsync(_journal, "b");
        await ReadAsync(_journal);
        await _fixture.ExecuteAsync("DELETE FROM journal; DELETE FROM heads");
        await HoldAsync(new RotationJournal(_fixture.Journal), "new");

        Assert.Equal("new", (await ReadAsync(_journal)).LastHeld);
        await HoldAsync(new RotationJournal(_fixture.Journal), "newer");
        Assert.Equal("newer", (await ReadAsync(_journal)).LastHeld);
    }

    private static async Task<RotationRecord> HoldAsync(RotationJournal journal, string summary) =>
        await AppendAsync(journal, await ReadAsync(journal), summary);

    private static Task<RotationRecord> AppendAsync(RotationJournal journal, RotationRecord record, string summary) =>
        journal.AppendAsync(
            Fleet, "run", record, new RotationEvent.Held(summary), TestContext.Current.CancellationToken);

    private static Task<RotationRecord> ReadAsync(RotationJournal journal) =>
        journal.ReadAsync(Fleet, TestContext.Current.CancellationToken);
}
