using System.Runtime.CompilerServices;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Tests.Journal;

/// <summary>Another journal, with a count of the entries read from it.</summary>
internal sealed class CountingJournal(IJournal journal) : IJournal
{
    public int Read { get; private set; }

    public Task<IReadOnlyList<JournalEntry>> AppendAsync(
        string chain, IReadOnlyList<JournalDraft> drafts, LeaseFence? fence, CancellationToken cancellationToken) =>
        journal.AppendAsync(chain, drafts, fence, cancellationToken);

    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string chain, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in journal.ReadAsync(chain, after, cancellationToken))
        {
            Read++;
            yield return entry;
        }
    }

    public Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken) =>
        journal.ListChainsAsync(cancellationToken);

    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken) =>
        journal.VerifyAsync(cancellationToken);
}
