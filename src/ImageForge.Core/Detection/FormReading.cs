using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>What one entry holds: detections, or why it is none; neither, if it says nothing of an attack.</summary>
internal readonly record struct FormReading(ImmutableArray<ReportedDetection> Detections, string? Fault)
{
    public static FormReading Nothing { get; } = new([], null);
    public static FormReading Of(string fault) => new([], fault);
    public static FormReading Of(ReportedDetection detection) => new([detection], null);
}
