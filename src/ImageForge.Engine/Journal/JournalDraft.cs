using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>What shall be said in a chain, before it has its place there.</summary>
/// <param name="Run">The rotation or build it belongs to.</param>
/// <param name="Phase">Whether the act is intended, done, failed, undone or merely noted.</param>
/// <param name="Subject">What it is about: an instance, a layer, a gate.</param>
/// <param name="Data">The event as canonical JSON.</param>
public sealed record JournalDraft(string Run, JournalPhase Phase, string Subject, string Data)
{
    /// <summary>The entries that follow <paramref name="last"/> (null: the first ones).</summary>
    public static IReadOnlyList<JournalEntry> Chained(
        IReadOnlyList<JournalDraft> drafts, string chain, JournalEntry? last, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfZero(drafts.Count, nameof(drafts));
        var entries = new List<JournalEntry>(drafts.Count);
        foreach (var draft in drafts)
        {
            last = JournalChain.Next(last, chain, at, draft.Run, draft.Phase, draft.Subject, draft.Data);
            entries.Add(last);
        }

        return entries;
    }
}
