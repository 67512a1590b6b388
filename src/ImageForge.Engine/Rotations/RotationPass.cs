using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>One pass: what was seen, decided and done.</summary>
/// <param name="Plan">What was decided; a preview was not carried out.</param>
/// <param name="Snapshot">What it rests on.</param>
/// <param name="History">The journal after the pass.</param>
public sealed record RotationPass(RotationPlan Plan, FleetSnapshot Snapshot, RotationHistory History)
{
    /// <summary>Set on the last pass of a run; null while it goes on.</summary>
    public PassEnd? End { get; init; }

    /// <summary>Why it ended, for people; empty while it goes on.</summary>
    public string EndReason { get; init; } = "";

    /// <summary>
    /// Commands that the target refused or did not answer, with its words. The next pass decides anew.
    /// </summary>
    public ImmutableArray<string> Failures { get; init; } = [];

    /// <summary>Commands of the plan that were not begun, because the look they rest on had grown too old.</summary>
    public int Postponed { get; init; }
}
