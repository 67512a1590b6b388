using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Chains of the journal, by name.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record ChainListAnswer(ImmutableArray<ChainLine> Chains, string? Next);
