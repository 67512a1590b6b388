namespace ImageForge.Core.Detection;

/// <summary>How often a rule fired.</summary>
public sealed record NoiseCount(string RuleId, AuditTier Tier, int Count);
