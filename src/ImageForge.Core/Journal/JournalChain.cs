namespace ImageForge.Core.Journal;

/// <summary>The arithmetic of a chain: how an entry is hashed and how a chain is proved whole.</summary>
public static class JournalChain
{
    /// <summary>What the first entry of a chain names as its predecessor.</summary>
    public static readonly Digest Origin = new(new string('0', 64));

    /// <summary>Makes the entry that follows <paramref name="head"/> (null: the first one).</summary>
    public static JournalEntry Next(
        JournalEntry? head, string chain, DateTimeOffset at, string run, JournalPhase phase, string subject,
        string data)
    {
        var sequence = (head?.Sequence ?? 0) + 1;
        var previous = head?.Hash ?? Origin;
        var whole = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        return new JournalEntry(
            chain, sequence, whole, run, phase, subject, data, previous,
            HashOf(chain, sequence, whole, run, phase, subject, data, previous));
    }

    /// <summary>The first fault of a chain read in order, or null if it is whole.</summary>
    /// <param name="entries">Entries of one chain, in order.</param>
    /// <param name="before">The entry that they follow, proved already; null from the start of the chain.</param>
    public static string? FirstFault(IEnumerable<JournalEntry> entries, JournalEntry? before = null)
    {
        foreach (var entry in entries)
        {
            var expected = Next(before, entry.Chain, entry.At, entry.Run, entry.Phase, entry.Subject, entry.Data);
            if (entry.Sequence != expected.Sequence)
            {
                return $"entry {expected.Sequence} is missing: the next one found is {entry.Sequence}";
            }

            if (entry.Previous != expected.Previous)
            {
                return $"entry {entry.Sequence} does not follow entry {expected.Sequence - 1}: "
                    + "it names another predecessor";
            }

            if (entry.Hash != expected.Hash)
            {
                return $"entry {entry.Sequence} was changed after it was written: its content does not match its hash";
            }

            before = entry;
        }

        return null;
    }

    private static Digest HashOf(
        string chain, long sequence, DateTimeOffset at, string run, JournalPhase phase, string subject, string data,
        Digest previous) =>
        Digest.OfFields(
            chain, $"{sequence}", $"{at.ToUnixTimeMilliseconds()}", run, $"{phase}", subject, data, previous.Hex);
}
