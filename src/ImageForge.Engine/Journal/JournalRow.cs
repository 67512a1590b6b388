using ImageForge.Core;
using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>A row of the table <c>journal</c>, before anybody has looked whether it makes sense.</summary>
internal sealed record JournalRow(
    string Chain, long Sequence, long At, string Run, string Phase, string Subject, string Data, string Previous,
    string Hash)
{
    public const string Columns = "chain, sequence, at, run, phase, subject, data, previous, hash";

    public static JournalRow Of(JournalEntry entry) => new(
        entry.Chain, entry.Sequence, entry.At.ToUnixTimeMilliseconds(), entry.Run, $"{entry.Phase}", entry.Subject,
        entry.Data, entry.Previous.Hex, entry.Hash.Hex);

    /// <summary>The entry, or null if no entry of ours can look like this.</summary>
    public JournalEntry? ToEntry()
    {
        // 9999-12-31: beyond it DateTimeOffset throws, and only a forger writes it.
        const long LatestMilliseconds = 253_402_300_799_999;
        var readable = Digest.IsValid(Previous) && Digest.IsValid(Hash) && At is >= 0 and <= LatestMilliseconds
            && Enum.GetNames<JournalPhase>().Contains(Phase);
        return readable
            ? new JournalEntry(
                Chain, Sequence, DateTimeOffset.FromUnixTimeMilliseconds(At), Run, Enum.Parse<JournalPhase>(Phase),
                Subject, Data, new Digest(Previous), new Digest(Hash))
            : null;
    }
}
