namespace ImageForge.Provider.Backends;

/// <summary>A schedule as it is now.</summary>
/// <param name="Digest">SHA-256 of what it says, in hex.</param>
/// <param name="Version">The version that the fleet should run; null: nothing is released, or nobody can say.</param>
internal sealed record ScheduleState(string Digest, string? Version);
