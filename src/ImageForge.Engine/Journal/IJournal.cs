using ImageForge.Core.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The append-only record. Safe for several processes at once: a chain's next entry is decided inside one transaction.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Appends entries that are true together or not at all, such as an end and what follows from it. Returns them once
    /// they are durable; whatever happens meanwhile, all of them are, or none.
    /// </summary>
    /// <param name="drafts">In order; one at least.</param>
    /// <param name="fence">The lease under which they are written; null for a chain that anybody may add to.</param>
    /// <exception cref="ForgeException">The lease is not held with that epoch any more (Busy); nothing was
    /// written.</exception>
    Task<IReadOnlyList<JournalEntry>> AppendAsync(
        string chain, IReadOnlyList<JournalDraft> drafts, LeaseFence? fence, CancellationToken cancellationToken);

    /// <summary>Entries after <paramref name="after"/>, in order.</summary>
    IAsyncEnumerable<JournalEntry> ReadAsync(string chain, long after, CancellationToken cancellationToken);

    /// <summary>Every chain with its number of entries, sorted by name.</summary>
    Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Proves every chain whole and every signed head present; returns the faults, empty if there are none.
    /// </summary>
    Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken);
}
