namespace ImageForge.Targets.Simulated;

/// <summary>What a controller's last look rests on; its acts are judged by it.</summary>
/// <param name="AsOf">The moment whose truth it saw, since the start of the simulation.</param>
/// <param name="Floor">As it was then; null before the fleet has a policy.</param>
/// <param name="Ceiling">As it was then; null before the fleet has a policy.</param>
public sealed record FleetLook(TimeSpan AsOf, int? Floor, int? Ceiling);
