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

    /// <summary>How far each chain is: the sequence of its last entry.</summary>
    /// <param name="before">How far it was then, by the clocks of those who wrote; null: now.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    async Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var chains = (await ListChainsAsync(cancellationToken))
            .ToDictionary(chain => chain.Chain, chain => chain.Entries);
        foreach (var chain in before is null ? [] : chains.Keys.ToList())
        {
            chains[chain] = await ReadAsync(chain, 0, cancellationToken)
                .TakeWhile(entry => entry.At < before).LongCountAsync(cancellationToken);
        }

        return chains;
    }

    /// <summary>
    /// Proves every chain whole and every signed head present; returns the faults, empty if there are none.
    /// </summary>
    Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken);
}
