using System.Collections.Immutable;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Rotations;

/// <summary>What became of a plan.</summary>
/// <param name="Record">The journal with everything that was done.</param>
/// <param name="Violations">Why the check refused it; then nothing was done.</param>
/// <param name="Failures">Commands that the target refused.</param>
/// <param name="Postponed">Commands that were not begun, because the look had grown too old.</param>
/// <param name="Throttled">Commands that were not begun, because it is not their turn yet.</param>
internal sealed record ExecutedPlan(
    RotationRecord Record, ImmutableArray<string> Violations, ImmutableArray<string> Failures, int Postponed,
    ImmutableArray<Hold> Throttled);
