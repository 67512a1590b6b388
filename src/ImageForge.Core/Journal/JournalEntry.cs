namespace ImageForge.Core.Journal;

/// <summary>One line of an append-only, hash-chained journal.</summary>
/// <param name="Chain">Which chain: <c>fleet/web</c> or <c>build/&lt;plan digest&gt;</c>.</param>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="At">Wall clock of the writer, UTC, cut to milliseconds so that it survives being stored as
/// text.</param>
/// <param name="Run">The rotation or build it belongs to.</param>
/// <param name="Phase">Whether the act is intended, done, failed, undone or merely noted.</param>
/// <param name="Subject">What it is about: an instance, a layer, a gate.</param>
/// <param name="Data">The event as canonical JSON.</param>
/// <param name="Previous">Hash of the entry before; all zeros for the first.</param>
/// <param name="Hash">Digest of all other fields.</param>
public sealed record JournalEntry(
    string Chain, long Sequence, DateTimeOffset At, string Run, JournalPhase Phase, string Subject, string Data,
    Digest Previous, Digest Hash);
