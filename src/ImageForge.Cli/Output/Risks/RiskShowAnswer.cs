using System.Collections.Immutable;

namespace ImageForge.Cli.Output.Risks;

/// <summary><c>risk show</c>.</summary>
/// <param name="Story">What was found, said and decided, in order.</param>
internal sealed record RiskShowAnswer(ImmutableArray<RiskAnswer> Risks, ImmutableArray<RiskStoryAnswer> Story);
