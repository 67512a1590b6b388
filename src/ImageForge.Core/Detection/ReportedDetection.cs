using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>
/// One thing that a sensor says it saw, in our words. All of it is a stranger's: texts are bounded and printable, and
/// nothing in it was proved.
/// </summary>
public sealed record ReportedDetection
{
    /// <summary>Techniques beyond these are not kept.</summary>
    public const int TechniquesMax = 10;

    /// <summary>Such as <c>auditd</c>, <c>falco</c>, <c>osquery</c>; at most 40 characters.</summary>
    public required string Sensor { get; init; }

    /// <summary>What of the sensor spoke; at most 100 characters.</summary>
    public required string Rule { get; init; }

    public required DetectionSeverity Severity { get; init; }

    /// <summary>When, by the sensor's clock; by ours where that is ahead of it by more than minutes.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>ATT&amp;CK techniques, the main one first, such as <c>T1053.003</c>.</summary>
    public ImmutableArray<string> Techniques { get; init; } = [];

    /// <summary>
    /// Whose it is, as the sensor names it: the instance's id, the target's own name for it, or its address. Null: it
    /// does not say.
    /// </summary>
    public string? Instance { get; init; }

    /// <summary>For people, at most 300 characters.</summary>
    public string Summary { get; init; } = "";
}
