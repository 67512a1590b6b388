using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary>One image of a hotfix.</summary>
/// <param name="BuiltSeconds">From the decision to its last gate; null before.</param>
/// <param name="GateSeconds">Of these, its gates.</param>
/// <param name="RefusedBy">Gates that refused it.</param>
internal sealed record HotfixImageAnswer(
    string From, string To, ImmutableArray<string> Packages, double? BuiltSeconds, double? GateSeconds,
    ImmutableArray<string> RefusedBy);
