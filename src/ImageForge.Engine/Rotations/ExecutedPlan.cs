using System.Collections.Immutable;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Rotations;

/// <summary>What became of a plan.</summary>
/// <param name="Record">The journal with everything that was done.</param>
/// <param name="Violations">Why the check refused it; then nothing was done.</param>
/// <param name="Failures">Commands that the target refused.</param>
/// <param name="Postponed">Commands that were not begun.</param>
internal sealed record ExecutedPlan(
    RotationRecord Record, ImmutableArray<string> Violations, ImmutableArray<string> Failures, int Postponed);
