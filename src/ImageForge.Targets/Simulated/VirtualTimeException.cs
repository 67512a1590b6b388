namespace ImageForge.Targets.Simulated;

/// <summary>Work under virtual time cannot go on, or would not be repeatable: a fault of the caller.</summary>
public sealed class VirtualTimeException(string message) : Exception(message);
