namespace ImageForge.Provider.Backends;

/// <summary>How far a fleet came.</summary>
/// <param name="State">As it is now.</param>
/// <param name="Hold">Why it is not as it was ordered, and when that may change; null: it is.</param>
internal sealed record FleetEnd(FleetState State, string? Hold);
