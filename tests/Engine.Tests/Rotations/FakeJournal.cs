using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>A journal in memory that can end the process, so to speak, at a chosen append.</summary>
public sealed class FakeJournal(TimeProvider time) : IJournal
{
    private readonly Lock _gate = new();
    private readonly List<JournalEntry> _entries = [];

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public int Appends { get; private set; }

    /// <summary>Which append from now on is the last, from 1; 0 for none.</summary>
    public int CrashAt { get; set; }

    /// <summary>Whether the crash comes after the entry is durable, or before.</summary>
    public bool CrashesAfterwards { get; set; }

    public Task<IReadOnlyList<JournalEntry>> AppendAsync(
        string chain, IReadOnlyList<JournalDraft> drafts, LeaseFence? fence, CancellationToken cancellationToken)
    {
        using var held = _gate.EnterScope();
        Appends++;
        var crashes = CrashAt > 0 && --CrashAt == 0;
        if (crashes && !CrashesAfterwards)
        {
            throw new FakeCrashException();
        }

        var entries = JournalDraft.Chained(
            drafts, chain, _entries.LastOrDefault(known => known.Chain == chain), time.GetUtcNow());
        _entries.AddRange(entries);
        if (crashes)
        {
            throw new FakeCrashException();
        }

        return Task.FromResult(entries);
    }

    public IAsyncEnumerable<JournalEntry> ReadAsync(string chain, long after, CancellationToken cancellationToken)
    {
        using var held = _gate.EnterScope();
        return _entries.Where(entry => entry.Chain == chain && entry.Sequence > after).ToList().ToAsyncEnumerable();
    }

    public Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken)
    {
        using var held = _gate.EnterScope();
        return Task.FromResult<IReadOnlyList<(string, long)>>(
            [.. _entries.GroupBy(entry => entry.Chain).Select(chain => (chain.Key, chain.LongCount()))]);
    }

    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);
}
