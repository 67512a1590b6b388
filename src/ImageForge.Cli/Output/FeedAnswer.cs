using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>A declared feed, and what is at hand of it.</summary>
/// <param name="Source">Where it is fetched from.</param>
/// <param name="MaxAgeHours">Older than this it is refused.</param>
/// <param name="FetchedAt">Null: nothing is at hand.</param>
/// <param name="IsTooOld">True if a gate would refuse it now.</param>
/// <param name="FetchedFrom">The address or path that it came from; null if nothing is at hand.</param>
/// <param name="Sha256">Digest of what came; null if nothing is at hand.</param>
/// <param name="Entries">How many entries are kept, by suite; empty if nothing is at hand.</param>
internal sealed record FeedAnswer(
    string Id, string Title, FeedKind Kind, string Source, double MaxAgeHours, DateTimeOffset? FetchedAt, bool IsTooOld,
    string? FetchedFrom, string? Sha256, ImmutableSortedDictionary<string, int> Entries);
