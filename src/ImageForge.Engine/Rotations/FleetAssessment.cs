using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Engine.Rotations;

/// <summary>What a fleet needs, and what that rests on.</summary>
/// <param name="Need">Who should go, and whether a rotation should be begun.</param>
/// <param name="Snapshot">One look at the fleet.</param>
/// <param name="History">What its journal says.</param>
public sealed record FleetAssessment(RotationNeed Need, FleetSnapshot Snapshot, RotationHistory History);
