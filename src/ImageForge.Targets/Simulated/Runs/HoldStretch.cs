using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>A stretch in which the whole rotation waited.</summary>
/// <param name="From">Since the start of the simulation.</param>
/// <param name="To">Since the start of the simulation.</param>
public sealed record HoldStretch(HoldReason Reason, TimeSpan From, TimeSpan To);
