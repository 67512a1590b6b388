using ImageForge.Core.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Journal;

/// <summary>The ordinary case of an append: one entry.</summary>
public static class SingleEntry
{
    /// <summary>Appends one entry and returns it once it is durable.</summary>
    /// <inheritdoc cref="IJournal.AppendAsync"/>
    public static async Task<JournalEntry> AppendAsync(
        this IJournal journal, string chain, string run, JournalPhase phase, string subject, string data,
        LeaseFence? fence, CancellationToken cancellationToken) =>
        (await journal.AppendAsync(chain, [new JournalDraft(run, phase, subject, data)], fence, cancellationToken))[0];
}
