using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The append-only record. Safe for several processes at once: a chain's next entry is decided inside one transaction.
/// </summary>
public interface IJournal
{
    /// <summary>Appends one entry and returns it once it is durable.</summary>
    Task<JournalEntry> AppendAsync(
        string chain, string run, JournalPhase phase, string subject, string data, CancellationToken cancellationToken);

    /// <summary>Entries after <paramref name="after"/>, in order.</summary>
    IAsyncEnumerable<JournalEntry> ReadAsync(string chain, long after, CancellationToken cancellationToken);

    /// <summary>Every chain with its number of entries, sorted by name.</summary>
    Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Proves every chain whole and every signed head present; returns the faults, empty if there are none.
    /// </summary>
    Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken);
}
