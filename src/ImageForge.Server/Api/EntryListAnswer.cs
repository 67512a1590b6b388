using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Entries of a chain.</summary>
/// <param name="Next">The link to the page after this one; null where there is none yet.</param>
public sealed record EntryListAnswer(string Chain, ImmutableArray<EntryLine> Entries, string? Next);
