namespace ImageForge.Targets.Simulated;

/// <summary>What became of a fleet, by the cloud's own count.</summary>
/// <param name="Available">At present.</param>
/// <param name="LowestAvailable">From the moment on when it first reached the floor; null before.</param>
/// <param name="LowestAgainstFloor">
/// The least of available minus floor from that moment on: negative if it was ever below; null before.
/// </param>
/// <param name="HighestTotal">The most that ever existed at once.</param>
/// <param name="SurgeHours">Instance-hours above what was desired.</param>
public sealed record FleetFigures(
    int Total, int Available, int? LowestAvailable, int? LowestAgainstFloor, int HighestTotal, double SurgeHours);
