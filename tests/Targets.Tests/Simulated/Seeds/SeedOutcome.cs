using System.Collections.Immutable;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>What became of one story.</summary>
/// <param name="End">How the last run of the engine ended; null if it did not.</param>
/// <param name="Holds">Every reason for which anything was held.</param>
/// <param name="Excused">Broken limits for which a fault alone is to blame, by what it was.</param>
internal sealed record SeedOutcome(
    SeedStory Story, PassEnd? End, string EndReason, ImmutableArray<string> Violations,
    ImmutableSortedSet<HoldReason> Holds, ImmutableSortedDictionary<FaultKind, long> Faults,
    ImmutableSortedDictionary<string, int> Excused, int Passes, int Deaths, IReadOnlyList<string> Trace)
{
    public bool IsGood => Violations.IsEmpty;
}
