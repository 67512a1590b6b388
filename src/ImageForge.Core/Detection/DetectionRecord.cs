using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>A detection as the journal has it.</summary>
/// <param name="Event">What was said, and what followed.</param>
/// <param name="ReportedAt">When it came in, by our clock.</param>
public sealed record DetectionRecord(RotationEvent.Detected Event, DateTimeOffset ReportedAt);
