using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Risk;

/// <summary>A fleet as a review saw it.</summary>
/// <param name="Policy">Its schedule; null if it has none.</param>
internal sealed record FleetLook(FleetSnapshot Snapshot, RotationPolicy? Policy, RotationHistory History);
