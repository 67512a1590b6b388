using ImageForge.Core.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The append-only record. Safe for several processes at once: a chain's next entry is decided inside one transaction.
/// </summary>
public interface IJournal
{
    /// <summary>Appends one entry and returns it once it is durable.</summary>
    /// <param name="fence">The lease under which it is written; null for a chain that anybody may add to.</param>
    /// <exception cref="ForgeException">The lease is not held with that epoch any more (Busy); nothing was
    /// written.</exception>
    Task<JournalEntry> AppendAsync(
        string chain, string run, JournalPhase phase, string subject, string data, LeaseFence? fence,
        CancellationToken cancellationToken);

    /// <summary>Entries after <paramref name="after"/>, in order.</summary>
    IAsyncEnumerable<JournalEntry> ReadAsync(string chain, long after, CancellationToken cancellationToken);

    /// <summary>Every chain with its number of entries, sorted by name.</summary>
    Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Proves every chain whole and every signed head present; returns the faults, empty if there are none.
    /// </summary>
    Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken);
}
