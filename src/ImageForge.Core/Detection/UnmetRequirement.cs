namespace ImageForge.Core.Detection;

/// <summary>A requirement that stops a release.</summary>
/// <param name="Expected">What would have passed.</param>
/// <param name="Seen">What became of it instead.</param>
public sealed record UnmetRequirement(string ScenarioId, string Expected, string Seen);
