using System.Collections.Immutable;

namespace ImageForge.Cli.Output.Risks;

/// <summary><c>risk list</c>.</summary>
internal sealed record RiskListAnswer(ImmutableArray<RiskAnswer> Risks, ImmutableArray<ReviewedAnswer> Reviews);
