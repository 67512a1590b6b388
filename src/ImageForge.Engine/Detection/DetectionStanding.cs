using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Detection;

/// <summary>A detection as it stands now.</summary>
/// <param name="Record">What was said, when it came in, and what followed.</param>
/// <param name="Incident">
/// What became of its instance, where detections took it; also for those that came after the one which took it.
/// </param>
public sealed record DetectionStanding(FleetName Fleet, DetectionRecord Record, DetectionIncident? Incident);
