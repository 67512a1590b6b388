namespace ImageForge.Core.Rotations;

/// <summary>One row of <c>onDetection</c>.</summary>
/// <param name="AtLeast">The lowest severity it is for.</param>
/// <param name="Technique">
/// The ATT&amp;CK technique it is for, such as <c>T1053</c>, its sub-techniques included; null for every one.
/// </param>
/// <param name="Action">What follows.</param>
public sealed record DetectionRule(DetectionSeverity AtLeast, string? Technique, DetectionAction Action);
