using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>What became of what a sensor sent.</summary>
/// <param name="Detections">One line for each detection, in order.</param>
/// <param name="Passed">Entries that say nothing of an attack, such as a row that is gone.</param>
/// <param name="Faults">Why entries were no detections; at most ten.</param>
public sealed record DetectionReceipt(
    ImmutableArray<DetectionReceiptLine> Detections, int Passed, ImmutableArray<string> Faults);
