using System.Collections.Immutable;

namespace ImageForge.Core.Risk;

/// <summary>A risk that a review finds in a built version.</summary>
/// <param name="Detail">What it is, for people.</param>
/// <param name="By">Ids of the feeds, or the gate, that say so.</param>
public sealed record RiskFinding(RiskKey Key, string Detail, RiskFacts Facts, ImmutableArray<string> By);
