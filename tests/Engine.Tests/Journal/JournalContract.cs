using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Tests.Journal;

/// <summary>What a journal promises, whatever database it lies in.</summary>
public abstract class JournalContract(JournalFixture fixture) : IDisposable
{
    private const string Chain = "fleet/web";
    private readonly JournalFixture _fixture = fixture;

    public void Dispose()
    {
        _fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_chain_is_read_back_as_it_was_written()
    {
        var first = await _fixture.AppendAsync(Chain, "{\"a\":\"ä > b\"}");
        var second = await _fixture.AppendAsync(Chain, "{}");

        Assert.Equal([first, second], await _fixture.ReadAsync(Chain));
        Assert.Equal((1, 2), (first.Sequence, second.Sequence));
        Assert.Equal(first.Hash, second.Previous);
        Assert.Empty(await _fixture.VerifyAsync());
    }

    [Fact]
    public async Task Chains_do_not_share_numbers()
    {
        await _fixture.FillAsync(Chain, 2);
        await _fixture.FillAsync("build/x", 1);

        var chains = await _fixture.Journal.ListChainsAsync(TestContext.Current.CancellationToken);

        Assert.Equal([("build/x", 1L), (Chain, 2L)], chains);
    }

    [Fact]
    public async Task Two_writers_leave_no_gap()
    {
        const int Each = 500;
        using var otherKey = new InstallationKey(_fixture.State);
        var other = new StoredJournal(new ForgeDatabase(_fixture.State), otherKey, TimeProvider.System);

        await Task.WhenAll(AppendAsync(_fixture.Journal, "one"), AppendAsync(other, "two"));

        var entries = await _fixture.ReadAsync(Chain);
        Assert.Equal(2 * Each, entries.Count);
        Assert.Equal(Each, entries.Count(entry => entry.Run == "one"));
        Assert.Empty(await _fixture.VerifyAsync());

        static Task AppendAsync(StoredJournal journal, string run) => Task.Run(async () =>
        {
            for (var number = 0; number < Each; number++)
            {
                await journal.AppendAsync(
                    Chain, run, JournalPhase.Noted, "subject", $"{number}", fence: null, CancellationToken.None);
            }
        });
    }

    [Fact]
    public async Task A_writer_that_ends_inside_its_transaction_leaves_nothing()
    {
        await _fixture.FillAsync(Chain, 3);
        await using (var connection = await _fixture.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO journal SELECT chain, 4, at, run, phase, subject, data, hash, hash "
                + "FROM journal WHERE sequence = 3";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(await _fixture.VerifyAsync());
        Assert.Equal(4, (await _fixture.AppendAsync(Chain, "{}")).Sequence);
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    [InlineData(6, 5)]
    public async Task What_is_true_together_is_written_together_or_not_at_all(int refused, int expected)
    {
        await _fixture.FillAsync(Chain, 3);
        await _fixture.ExecuteAsync(_fixture.IsPostgres
            ? $"ALTER TABLE journal ADD CONSTRAINT refuse CHECK (sequence <> {refused})"
            : $"CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN NEW.sequence = {refused} "
                + "BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END");

        var append = () => _fixture.Journal.AppendAsync(
            Chain,
            [
                new JournalDraft("one", JournalPhase.Failed, "one", "{\"end\":1}"),
                new JournalDraft("two", JournalPhase.Began, "two", "{\"end\":0}"),
            ],
            fence: null, TestContext.Current.CancellationToken);
        if (expected == 3)
        {
            await Assert.ThrowsAsync<ForgeException>(append);
        }
        else
        {
            Assert.Equal([4L, 5L], (await append()).Select(entry => entry.Sequence));
        }

        Assert.Equal(expected, (await _fixture.ReadAsync(Chain)).Count);
        Assert.Empty(await _fixture.VerifyAsync());
    }

    public static TheoryData<string, string> Damages => new()
    {
        {
            "UPDATE journal SET data = '{}' WHERE sequence = 3",
            "entry 3 was changed after it was written: its content does not match its hash"
        },
        {
            "UPDATE journal SET at = at + 1 WHERE sequence = 5",
            "entry 5 was changed after it was written: its content does not match its hash"
        },
        {
            "UPDATE journal SET phase = 'Maybe' WHERE sequence = 3",
            "entry 3 was changed after it was written: it is no entry any more"
        },
        { "DELETE FROM journal WHERE sequence = 2", "entry 2 is missing: the next one found is 3" },
        { "DELETE FROM journal WHERE sequence = 1", "entry 1 is missing: the next one found is 2" },
        { "DELETE FROM journal WHERE sequence > 3", "entries 4 to 5 are missing: the tail was cut off" },
        { "DELETE FROM journal", "entries 1 to 5 are missing: the tail was cut off" },
        {
            "UPDATE journal SET sequence = -sequence WHERE sequence IN (2, 3); "
                + "UPDATE journal SET sequence = 5 + sequence WHERE sequence < 0",
            "entry 2 does not follow entry 1: it names another predecessor"
        },
        { "DELETE FROM heads", "entry 5 is the last one found, but no signed head says so: the head was removed" },
        {
            "DELETE FROM journal WHERE sequence > 3; "
                + "UPDATE heads SET sequence = 3, hash = (SELECT hash FROM journal WHERE sequence = 3)",
            "the head at entry 3 is forged: its signature is not of this installation's key"
        },
        {
            "UPDATE heads SET signature = 'not base64'",
            "the head at entry 5 is forged: its signature is not of this installation's key"
        },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_named_with_chain_and_entry(string sql, string fault)
    {
        await _fixture.FillAsync(Chain, 5);
        await _fixture.ExecuteAsync(sql);

        Assert.Equal([$"chain {Chain}: {fault}"], await _fixture.VerifyAsync());
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_whole_is_not_the_one_that_was_signed()
    {
        await _fixture.FillAsync(Chain, 2);
        var first = JournalChain.Next(
            null, Chain, DateTimeOffset.UnixEpoch, "run", JournalPhase.Noted, "subject", "forged");
        var second = JournalChain.Next(
            first, Chain, DateTimeOffset.UnixEpoch, "run", JournalPhase.Noted, "subject", "forged");
        await ReplaceAsync(first);
        await ReplaceAsync(second);

        Assert.Equal(
            [$"chain {Chain}: entry 2 is not the one that was signed: the chain was rewritten"],
            await _fixture.VerifyAsync());
    }

    [Fact]
    public async Task An_entry_added_without_the_key_is_named()
    {
        await _fixture.FillAsync(Chain, 2);
        var last = (await _fixture.ReadAsync(Chain))[^1];
        await ReplaceAsync(
            JournalChain.Next(last, Chain, DateTimeOffset.UnixEpoch, "run", JournalPhase.Noted, "subject", "added"));

        Assert.Equal(
            [$"chain {Chain}: entry 3 was added without the installation's key: the signed head is entry 2"],
            await _fixture.VerifyAsync());
    }

    [Fact]
    public async Task A_missing_key_is_named_and_not_made_anew()
    {
        await _fixture.FillAsync(Chain, 2);
        File.Delete(_fixture.Key.KeyPath);

        var fault = Assert.Single(await _fixture.VerifyAsync());

        Assert.Contains("cannot be checked", fault, StringComparison.Ordinal);
        Assert.False(_fixture.Key.Exists);
    }

    [Fact]
    public async Task Nothing_is_appended_over_a_cut_tail()
    {
        await _fixture.FillAsync(Chain, 5);
        await _fixture.ExecuteAsync("DELETE FROM journal WHERE sequence > 3");

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => _fixture.AppendAsync(Chain, "{}"));

        Assert.Equal(ForgeError.Integrity, refusal.Error);
        Assert.Single(await _fixture.VerifyAsync());
    }

    [Fact]
    public async Task Damage_in_one_chain_does_not_hide_that_in_another()
    {
        await _fixture.FillAsync(Chain, 2);
        await _fixture.FillAsync("fleet/api", 2);
        await _fixture.ExecuteAsync("DELETE FROM journal WHERE sequence = 2");

        Assert.Equal(2, (await _fixture.VerifyAsync()).Count);
    }

    private Task ReplaceAsync(JournalEntry entry) => _fixture.ExecuteAsync(
        "INSERT INTO journal VALUES (@Chain, @Sequence, @At, @Run, @Phase, @Subject, @Data, @Previous, @Hash) "
            + "ON CONFLICT (chain, sequence) DO UPDATE SET at = @At, run = @Run, phase = @Phase, subject = @Subject, "
            + "data = @Data, previous = @Previous, hash = @Hash",
        new
        {
            entry.Chain,
            entry.Sequence,
            At = entry.At.ToUnixTimeMilliseconds(),
            entry.Run,
            Phase = $"{entry.Phase}",
            entry.Subject,
            entry.Data,
            Previous = entry.Previous.Hex,
            Hash = entry.Hash.Hex,
        });
}
