namespace ImageForge.Targets.Tests.Service;

/// <summary>An entry as the database told of it.</summary>
/// <param name="Writer">The process that held the lease.</param>
/// <param name="Kind">What it is about, such as <c>command-began Drain</c>.</param>
internal sealed record JournalWatchEntry(long Sequence, string Hash, int Writer, string Kind);
