using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>detection list</c>.</summary>
internal sealed record DetectionListAnswer(ImmutableArray<DetectionAnswer> Detections);
