using System.Collections.Concurrent;
using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>
/// Chains folded into what they say: the whole of each the first time, then what came after, proved each time to follow
/// what is known. What was changed before that is found by <c>imageforge journal verify</c>, and by the next process.
/// </summary>
/// <param name="empty">What a chain without an entry says.</param>
/// <param name="apply">The state after one more entry.</param>
/// <param name="damaged">The refusal to decide anything from a chain, with its name and what is wrong with it.</param>
internal sealed class ChainFolds<TState>(
    IJournal journal, TState empty, Func<TState, JournalEntry, TState> apply,
    Func<string, string, ForgeException> damaged)
{
    private readonly ConcurrentDictionary<string, (TState State, JournalEntry? Last)> _known =
        new(StringComparer.Ordinal);

    /// <exception cref="ForgeException">The chain was changed by hand.</exception>
    public async Task<TState> ReadAsync(string chain, CancellationToken cancellationToken)
    {
        var (state, last) = _known.GetValueOrDefault(chain, (empty, null));

        // With the last one known: a chain that was put in its place shows there.
        var entries = await journal.ReadAsync(chain, Math.Max(0, (last?.Sequence ?? 0) - 1), cancellationToken)
            .ToListAsync(cancellationToken);
        if (last is not null)
        {
            if (entries.FirstOrDefault() != last)
            {
                throw damaged(chain, $"entry {last.Sequence} is another one than it was");
            }

            entries.RemoveAt(0);
        }

        if (JournalChain.FirstFault(entries, last) is { } fault)
        {
            throw damaged(chain, fault);
        }

        state = entries.Aggregate(state, apply);
        _known[chain] = (state, entries.Count > 0 ? entries[^1] : last);
        return state;
    }
}
