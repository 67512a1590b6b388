namespace ImageForge.Targets.Simulated.Serving;

/// <summary>The first line that a server says: where its cloud is, or why there is none.</summary>
/// <param name="Address">Such as <c>http://127.0.0.1:7077/</c>; null if it could not start.</param>
/// <param name="Refusal">Null if it listens.</param>
public sealed record CloudReady(Uri? Address, Refusal? Refusal);
