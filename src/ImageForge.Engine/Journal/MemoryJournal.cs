using ImageForge.Core.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Journal;

/// <summary>
/// A journal in memory for the simulator: chained and fenced as the one on disk, without signed heads. Every task it
/// returns is done already, so virtual time never waits for it.
/// </summary>
public sealed class MemoryJournal(MemoryLeases leases, TimeProvider time) : IJournal
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<JournalEntry>> _chains = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> AppendAsync(
        string chain, IReadOnlyList<JournalDraft> drafts, LeaseFence? fence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (fence is not null)
            {
                leases.Require(fence);
            }

            if (!_chains.TryGetValue(chain, out var entries))
            {
                _chains[chain] = entries = [];
            }

            var added = JournalDraft.Chained(drafts, chain, entries.LastOrDefault(), time.GetUtcNow());
            entries.AddRange(added);
            return Task.FromResult(added);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalEntry> ReadAsync(string chain, long after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Sequences count from 1 without gaps, so the list index says them.
            var entries = _chains.TryGetValue(chain, out var known) && after < known.Count
                ? known.GetRange((int)after, known.Count - (int)after)
                : [];
            return entries.ToAsyncEnumerable();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<(string, long)>>(
                [.. _chains.Select(chain => (chain.Key, (long)chain.Value.Count))]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>(
            [
                .. _chains.Select(chain => (chain.Key, Fault: JournalChain.FirstFault(chain.Value)))
                    .Where(chain => chain.Fault is not null)
                    .Select(chain => $"chain {chain.Key}: {chain.Fault}"),
            ]);
        }
    }
}
