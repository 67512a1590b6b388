using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>feed</c>: the declared feeds of known vulnerabilities, by id.</summary>
internal sealed record FeedListAnswer(ImmutableArray<FeedAnswer> Feeds);
