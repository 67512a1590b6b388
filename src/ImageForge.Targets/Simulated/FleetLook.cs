using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>What a controller's last look rests on; its acts are judged by it.</summary>
/// <param name="AsOf">The moment whose truth it saw, since the start of the simulation.</param>
/// <param name="Limits">The limits as they were then; null before the fleet has a policy.</param>
internal sealed record FleetLook(TimeSpan AsOf, CapacityLimits? Limits);
