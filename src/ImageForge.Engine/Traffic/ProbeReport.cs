using System.Collections.Immutable;

namespace ImageForge.Engine.Traffic;

/// <summary>What a prober saw, so far or in the end.</summary>
/// <param name="Rounds">Rounds that saw the fleet.</param>
/// <param name="BlindRounds">Rounds in which the addresses could not be had; they say nothing and lower
/// nothing.</param>
/// <param name="LowestServing">Least instances that answered in one round; null before the first round.</param>
/// <param name="LowestReporting">Least instances with working sensors in one round; null before the first
/// round.</param>
/// <param name="LowestRound">The round with the least that answered, the first of them.</param>
/// <param name="Timeline">Rounds that differ from the one before; the first ones where there are too many.</param>
public sealed record ProbeReport(
    long Rounds, long BlindRounds, int? LowestServing, int? LowestReporting, ProbeRound? LowestRound,
    ImmutableArray<ProbeRound> Timeline);
