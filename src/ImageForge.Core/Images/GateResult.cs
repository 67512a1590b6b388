using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A gate's verdict with its evidence.</summary>
/// <param name="Gate">Name of the gate.</param>
/// <param name="Passed">Whether the artifact may go on.</param>
/// <param name="Summary">One line: what was looked at and how much of it held.</param>
/// <param name="Findings">What was refused, with the evidence; empty when passed.</param>
public sealed record GateResult(string Gate, bool Passed, string Summary, ImmutableArray<GateFinding> Findings)
{
    /// <summary>What would have been refused without a waiver.</summary>
    public ImmutableArray<WaivedFinding> Waived { get; init; } = [];
}
