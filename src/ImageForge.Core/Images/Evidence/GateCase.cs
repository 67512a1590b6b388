using System.Collections.Immutable;

namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// One thing that a gate looked at, as reports of others count it: a control, a vulnerability, an attack, or a gate
/// as a whole.
/// </summary>
/// <param name="Rule">A control's id, a vulnerability's, a scenario's, else <c>gate/</c> and the gate's name.</param>
/// <param name="Title">What shall hold, in a sentence.</param>
/// <param name="Why">Why it matters; empty where nothing more is to be said.</param>
/// <param name="Definition">The file that defines it, from the root of the definitions; null if none does.</param>
/// <param name="Findings">Why it was refused.</param>
/// <param name="Waived">Why it would have been refused without a waiver.</param>
internal sealed record GateCase(
    string Gate, string Rule, string Title, string Why, Severity Severity, ImmutableArray<string> References,
    string? Definition, ImmutableArray<GateFinding> Findings, ImmutableArray<WaivedFinding> Waived)
{
    /// <summary>What was found and does not refuse.</summary>
    public ImmutableArray<GateFinding> Reported { get; init; } = [];

    /// <summary>True if the gate had nothing to judge by.</summary>
    public bool NotRun { get; init; }

    /// <summary>True if nothing speaks against it, accepted, reported or not.</summary>
    public bool Holds => Findings.IsEmpty && Waived.IsEmpty && Reported.IsEmpty && !NotRun;
}
