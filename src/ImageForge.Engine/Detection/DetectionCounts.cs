using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Detection;

/// <summary>What of a fleet's detections is not kept one by one.</summary>
/// <param name="Kept">Detections that are kept.</param>
/// <param name="Repeated">Reports of what was known already.</param>
/// <param name="Dropped">Detections that were counted only, because too many came at once.</param>
/// <param name="TakenThisHour">Instances that detections have taken within an hour.</param>
public sealed record DetectionCounts(FleetName Fleet, int Kept, long Repeated, long Dropped, int TakenThisHour);
