using System.Collections.Immutable;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Overview;

/// <summary>The journal for people: page by page, and whether it is whole. Changes nothing.</summary>
public sealed class JournalPages(IJournal journal, TimeProvider time)
{
    /// <summary>Entries a page.</summary>
    public const int PageLength = 50;

    // A proof reads every entry there is: once a minute while somebody looks.
    private static readonly TimeSpan ProofFresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProofUsable = TimeSpan.FromHours(1);
    private static readonly TimeSpan ProofMax = TimeSpan.FromMinutes(5);

    private readonly SharedAnswer<JournalProof> _proof = new(
        token => ProveAsync(journal, time, token), ProofFresh, ProofUsable, ProofMax, time);

    /// <summary>Every chain with its number of entries: fleets first, then images, then all others.</summary>
    /// <exception cref="ForgeException">The database cannot be read.</exception>
    public async Task<ImmutableArray<(string Chain, long Entries)>> ChainsAsync(CancellationToken cancellationToken) =>
    [
        .. (await journal.ListChainsAsync(cancellationToken))
            .OrderBy(known => RankOf(known.Chain)).ThenBy(known => known.Chain, StringComparer.Ordinal),
    ];

    /// <summary>A page of a chain; null if there is no such chain.</summary>
    /// <param name="chain">Its whole name.</param>
    /// <param name="newest">Number of the newest entry to show; null or too great: the last one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ForgeException">A row is no entry any more (Integrity).</exception>
    public async Task<JournalPage?> ReadAsync(string chain, long? newest, CancellationToken cancellationToken)
    {
        var (_, entries) = (await journal.ListChainsAsync(cancellationToken))
            .FirstOrDefault(known => known.Chain == chain);
        if (entries == 0)
        {
            return null;
        }

        var last = Math.Clamp(newest ?? entries, 1, entries);
        var lines = new List<JournalLine>(PageLength);
        await foreach (var entry in journal.ReadAsync(chain, Math.Max(0, last - PageLength), cancellationToken))
        {
            if (entry.Sequence > last)
            {
                break;
            }

            lines.Add(JournalLine.Of(entry));
        }

        lines.Reverse();
        return new JournalPage(
            chain, entries, [.. lines], last > PageLength ? last - PageLength : null,
            last < entries ? Math.Min(entries, last + PageLength) : null);
    }

    /// <summary>What the last proof found, a minute old at most while somebody looks.</summary>
    /// <exception cref="ForgeException">The database cannot be read.</exception>
    public Task<JournalProof> ProofAsync(CancellationToken cancellationToken) => _proof.GetAsync(cancellationToken);

    private static async Task<JournalProof> ProveAsync(
        IJournal journal, TimeProvider time, CancellationToken cancellationToken)
    {
        var chains = await journal.ListChainsAsync(cancellationToken);
        var faults = await journal.VerifyAsync(cancellationToken);
        return new JournalProof(
            time.GetUtcNow(), chains.Count, chains.Sum(chain => chain.Entries), [.. faults]);
    }

    private static int RankOf(string chain) => chain.Split('/')[0] switch
    {
        "fleet" => 0,
        "image" => 1,
        "risk" => 2,
        "build" => 4,
        _ => 3,
    };
}
