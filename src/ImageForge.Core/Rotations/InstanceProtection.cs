namespace ImageForge.Core.Rotations;

/// <summary>That an instance is left alone for a while.</summary>
public sealed record InstanceProtection(DateTimeOffset Until, string By, string Reason);
