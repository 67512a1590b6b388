using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>One risk in every image that has or had it, and what happened with it.</summary>
/// <param name="Events">What reviews found, in order; the latest 1,000.</param>
public sealed record RiskAnswer(string Risk, ImmutableArray<RiskLine> Images, ImmutableArray<RiskEventLine> Events);
