using System.Collections.Immutable;

namespace ImageForge.Core.Images.Evidence;

/// <summary>One thing that a gate looked at, as reports of others count it: a control, or a gate as a whole.</summary>
/// <param name="Rule">A control's id, else <c>gate/</c> and the gate's name.</param>
/// <param name="Title">What shall hold, in a sentence.</param>
/// <param name="Why">Why it matters; empty where nothing more is to be said.</param>
/// <param name="Definition">The file that defines it, from the root of the definitions; null if none does.</param>
/// <param name="Findings">Why it was refused; empty if it holds.</param>
internal sealed record GateCase(
    string Gate, string Rule, string Title, string Why, Severity Severity, ImmutableArray<string> References,
    string? Definition, ImmutableArray<GateFinding> Findings);
