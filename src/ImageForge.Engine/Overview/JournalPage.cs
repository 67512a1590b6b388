using System.Collections.Immutable;

namespace ImageForge.Engine.Overview;

/// <summary>A part of one chain of the journal, the newest entry first.</summary>
/// <param name="Chain">Its name.</param>
/// <param name="Entries">How many the chain has.</param>
/// <param name="Lines">Those shown.</param>
/// <param name="Older">The number of the newest entry of the page before this one; null: this is the first.</param>
/// <param name="Newer">The number of the newest entry of the page after this one; null: this is the last.</param>
public sealed record JournalPage(
    string Chain, long Entries, ImmutableArray<JournalLine> Lines, long? Older, long? Newer);
