using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Detection;

/// <summary>Who reports detections.</summary>
/// <param name="By">The name of its token, for the journal.</param>
/// <param name="Only">The one instance it may speak of, itself; null: any.</param>
public sealed record DetectionSource(string By, InstanceId? Only = null);
