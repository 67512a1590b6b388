using System.Runtime.CompilerServices;
using ImageForge.Core.Journal;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The journal as it grows, for whoever follows it. Nothing is kept for a follower: he reads on where he is, so that a
/// slow one costs no memory, and one that falls too far behind is told to read pages.
/// </summary>
public sealed class JournalFollower
{
    /// <summary>How many entries somebody may be behind.</summary>
    public const int BehindMax = 10_000;

    /// <summary>How long nothing is said before it is said that nothing is new.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AskMax = TimeSpan.FromSeconds(10);

    // Clocks of those who write differ, and what was begun first may be written last.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly SharedAnswer<IReadOnlyDictionary<string, long>> _positions;

    public JournalFollower(IJournal journal, TimeProvider time)
    {
        (_journal, _time) = (journal, time);
        _positions = new(token => journal.PositionsAsync(null, token), Pause, Pause, AskMax, time);
    }

    /// <summary>Entries after a place, as they come; null where nothing came for a while.</summary>
    /// <param name="chains">Only this chain; with <c>/</c> at its end, those that begin so; empty: all.</param>
    /// <param name="after">Null: what is new from now on. Where several chains are followed, entries of the half minute
    /// before it may come twice, each under the id it always has.</param>
    /// <param name="cancellationToken">Ends the search for the place, not what follows.</param>
    /// <exception cref="ForgeException">There is no such entry (NotFound), or too much came since, now or later
    /// (Usage).</exception>
    public async Task<IAsyncEnumerable<JournalEntry?>> FollowAsync(
        string chains, JournalPlace? after, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, long>(
            await BeginAsync(chains, after, cancellationToken), StringComparer.Ordinal);
        await GrownAsync(chains, known, cancellationToken);
        return FollowAsync(chains, known, CancellationToken.None);
    }

    private async IAsyncEnumerable<JournalEntry?> FollowAsync(
        string chains, Dictionary<string, long> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var said = _time.GetTimestamp();
        using var timer = new PeriodicTimer(Pause, _time);
        while (true)
        {
            foreach (var entry in await NewsAsync(chains, known, cancellationToken))
            {
                known[entry.Chain] = entry.Sequence;
                said = _time.GetTimestamp();
                yield return entry;
            }

            if (_time.GetElapsedTime(said) >= SilenceMax)
            {
                said = _time.GetTimestamp();
                yield return null;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyDictionary<string, long>> BeginAsync(
        string chains, JournalPlace? after, CancellationToken cancellationToken)
    {
        if (after is null)
        {
            return await _journal.PositionsAsync(null, cancellationToken);
        }

        var entry = await _journal.ReadAsync(after.Chain, after.Sequence - 1, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        if (entry?.Sequence != after.Sequence)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"the journal has no entry {after}", "leave it out to begin with what is new");
        }

        var positions = chains == after.Chain
            ? new Dictionary<string, long>(StringComparer.Ordinal)
            : new Dictionary<string, long>(
                await _journal.PositionsAsync(entry.At - Overlap, cancellationToken), StringComparer.Ordinal);
        positions[after.Chain] = after.Sequence;
        return positions;
    }

    // In the order of time, as far as clocks tell: a reader follows what happened, not how it is kept.
    private async Task<IReadOnlyList<JournalEntry>> NewsAsync(
        string chains, Dictionary<string, long> known, CancellationToken cancellationToken)
    {
        var news = new List<JournalEntry>();
        foreach (var chain in await GrownAsync(chains, known, cancellationToken))
        {
            news.AddRange(await _journal.ReadAsync(chain, known.GetValueOrDefault(chain), cancellationToken)
                .Take(BehindMax).ToListAsync(cancellationToken));
        }

        return [.. news.OrderBy(entry => entry.At).ThenBy(entry => entry.Chain, StringComparer.Ordinal)
            .ThenBy(entry => entry.Sequence)];
    }

    private async Task<IReadOnlyList<string>> GrownAsync(
        string chains, Dictionary<string, long> known, CancellationToken cancellationToken)
    {
        var now = await _positions.GetAsync(DateTimeOffset.MinValue, cancellationToken);
        var grown = now.Where(position => Wants(chains, position.Key)
            && position.Value > known.GetValueOrDefault(position.Key)).ToList();
        var behind = grown.Sum(position => position.Value - known.GetValueOrDefault(position.Key));
        return behind > BehindMax
            ? throw new ForgeException(
                ForgeError.Usage, $"{behind} entries came since, and {BehindMax} are the most that are sent at once",
                "read the journal as pages, then follow from its end")
            : grown.ConvertAll(position => position.Key);
    }

    private static bool Wants(string chains, string chain) => chains.Length == 0 || chain == chains
        || (chains.EndsWith('/') && chain.StartsWith(chains, StringComparison.Ordinal));
}
