using System.Collections.Immutable;
using ImageForge.Core.Images.Gates;

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

    /// <summary>
    /// The gate had nothing to judge by and the profile does not require it: it passes, and nothing is proven. The
    /// summary says what was missing.
    /// </summary>
    public bool NotRun { get; init; }

    /// <summary>What was found and does not refuse, by the profile's rules.</summary>
    public ImmutableArray<GateFinding> Reported
    {
        get;
        // Manifests of before this was kept have none.
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>What the gate detection saw of each attack; null for other gates, and where none was run.</summary>
    public DetectionReport? Detection { get; init; }

    /// <summary>The same, refusing by these; as it is if there are none.</summary>
    internal GateResult Refusing(ImmutableArray<GateFinding> findings) =>
        this with { Passed = findings.IsEmpty, Findings = findings };
}
