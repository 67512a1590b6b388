using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>What a sensor's message holds.</summary>
/// <param name="Detections">In order.</param>
/// <param name="Passed">Entries that are well formed and say nothing of an attack, such as a row that is gone.</param>
/// <param name="Faults">Why an entry is no detection, a line each; at most ten.</param>
public sealed record DetectionReading(
    ImmutableArray<ReportedDetection> Detections, int Passed, ImmutableArray<string> Faults);
