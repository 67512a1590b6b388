namespace ImageForge.Core.Detection;

/// <summary>What was seen of one technique, counted in scenarios.</summary>
public sealed record CoverageRow
{
    /// <summary>Such as <c>T1053.003</c>; <c>all</c> for the sum.</summary>
    public required string Technique { get; init; }

    public required int Scenarios { get; init; }
    public required int Blocked { get; init; }

    /// <summary>Detected by an alert.</summary>
    public required int Alert { get; init; }

    /// <summary>Detected by a signal alone.</summary>
    public required int Signal { get; init; }

    public required int Missed { get; init; }
    public required int Error { get; init; }

    /// <summary>Detected by a rule that names the technique first.</summary>
    public required int FirstKey { get; init; }

    /// <summary>
    /// An alert was raised by a rule that asks for no login: it would be for a compromised service too.
    /// </summary>
    public required int AlertWithoutLogin { get; init; }

    /// <summary>Detected, alert or signal, by a rule that asks for no login.</summary>
    public required int DetectedWithoutLogin { get; init; }

    /// <summary>It had its effect, as its probe says; an atomic: as far as its output tells.</summary>
    public required int WithEffect { get; init; }
}
