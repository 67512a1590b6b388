namespace ImageForge.Targets.Simulated;

/// <summary>A fleet counted, from this moment to the next sample.</summary>
/// <param name="At">Since the start of the simulation.</param>
/// <param name="Available">In service, application and sensor healthy throughout the warm-up.</param>
/// <param name="Total">Everything not yet terminated.</param>
public sealed record CapacitySample(TimeSpan At, int Available, int Total, int Desired, int Floor, int Ceiling);
