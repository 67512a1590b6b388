using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>A scenario that an image must alert on or block before it is released.</summary>
/// <param name="RuleIds">Rules that must be among those that fired where it is not blocked; empty: any alert.</param>
public sealed record DetectionRequirement(string ScenarioId, ImmutableArray<string> RuleIds);
