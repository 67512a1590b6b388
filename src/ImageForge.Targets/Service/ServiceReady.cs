using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Targets.Service;

/// <summary>The first line that a service says: where it answers, or why it does not.</summary>
/// <param name="Address">Such as <c>http://127.0.0.1:7080/</c>; null if it could not start.</param>
/// <param name="Refusal">Null if it answers.</param>
public sealed record ServiceReady(Uri? Address, Refusal? Refusal);
