using ImageForge.Core.Journal;

namespace ImageForge.Core.Tests.Journal;

public sealed class JournalChainTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, 123, TimeSpan.Zero);
    private static readonly JournalEntry[] Chain = [.. Entries(5)];

    [Fact]
    public void A_whole_chain_has_no_fault() => Assert.Null(JournalChain.FirstFault(Chain));

    [Fact]
    public void An_empty_chain_has_no_fault() => Assert.Null(JournalChain.FirstFault([]));

    [Fact]
    public void The_first_entry_follows_the_origin() =>
        Assert.Equal((1, JournalChain.Origin), (Chain[0].Sequence, Chain[0].Previous));

    [Fact]
    public void Time_is_cut_to_milliseconds_so_that_it_survives_being_stored()
    {
        var entry = Next(null, Start.AddTicks(7), "{}");

        Assert.Equal(Start, entry.At);
        Assert.Null(JournalChain.FirstFault([entry]));
    }

    public static TheoryData<string, Func<JournalEntry, JournalEntry>> Edits() => new()
    {
        { "data", entry => entry with { Data = "{\"n\":9}" } },
        { "subject", entry => entry with { Subject = "web-z" } },
        { "run", entry => entry with { Run = "web-2" } },
        { "phase", entry => entry with { Phase = JournalPhase.Failed } },
        { "time", entry => entry with { At = entry.At.AddMilliseconds(1) } },
        { "chain", entry => entry with { Chain = "fleet/other" } },
        { "hash", entry => entry with { Hash = Digest.OfText("forged") } },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edited_entry_shows(string field, Func<JournalEntry, JournalEntry> edit)
    {
        var fault = JournalChain.FirstFault([.. Chain.Take(2), edit(Chain[2]), .. Chain.Skip(3)]);

        Assert.True(fault?.StartsWith("entry 3 was changed", StringComparison.Ordinal), $"{field}: {fault}");
    }

    [Fact]
    public void An_entry_written_anew_with_its_own_good_hash_breaks_the_next_one()
    {
        var forged = Next(Chain[1], Chain[2].At, "{\"n\":9}");

        Assert.Equal(
            "entry 4 does not follow entry 3: it names another predecessor",
            JournalChain.FirstFault([.. Chain.Take(2), forged, .. Chain.Skip(3)]));
    }

    [Fact]
    public void A_missing_entry_shows() => Assert.Equal(
        "entry 3 is missing: the next one found is 4",
        JournalChain.FirstFault([.. Chain.Take(2), .. Chain.Skip(3)]));

    [Fact]
    public void A_missing_beginning_shows() =>
        Assert.Equal("entry 1 is missing: the next one found is 2", JournalChain.FirstFault(Chain.Skip(1)));

    [Fact]
    public void Entries_in_another_order_show() =>
        Assert.NotNull(JournalChain.FirstFault([Chain[0], Chain[2], Chain[1], Chain[3], Chain[4]]));

    [Fact]
    public void An_entry_twice_shows() =>
        Assert.NotNull(JournalChain.FirstFault([.. Chain.Take(3), Chain[2], .. Chain.Skip(3)]));

    // What is left is whole in itself: only a signed head, kept apart, can tell. The journal's verify compares both.
    [Fact]
    public void A_cut_tail_leaves_a_whole_chain_with_another_head()
    {
        Assert.Null(JournalChain.FirstFault(Chain.SkipLast(2)));
        Assert.NotEqual(Chain[^1].Hash, Chain[^3].Hash);
    }

    [Fact]
    public void Two_chains_of_equal_content_differ_by_their_name() =>
        Assert.NotEqual(
            JournalChain.Next(null, "fleet/a", Start, "r", JournalPhase.Noted, "s", "{}").Hash,
            JournalChain.Next(null, "fleet/b", Start, "r", JournalPhase.Noted, "s", "{}").Hash);

    private static IEnumerable<JournalEntry> Entries(int count)
    {
        JournalEntry? head = null;
        for (var number = 1; number <= count; number++)
        {
            head = Next(head, Start.AddSeconds(number), $"{{\"n\":{number}}}");
            yield return head;
        }
    }

    private static JournalEntry Next(JournalEntry? head, DateTimeOffset at, string data) =>
        JournalChain.Next(head, "fleet/web", at, "web-1", JournalPhase.Done, "web-a", data);
}
