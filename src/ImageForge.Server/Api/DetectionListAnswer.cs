using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>A page of detections, the latest first.</summary>
/// <param name="Next">The cursor of the page after it; null: there is none.</param>
public sealed record DetectionListAnswer(ImmutableArray<DetectionAnswer> Detections, string? Next);
