using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>What is known of a vulnerability, whoever has it. Null is not known, never no.</summary>
/// <param name="Exploited">Whether it is in CISA's catalog of known exploited vulnerabilities.</param>
/// <param name="ExploitedSince">The day on which it came into that catalog.</param>
/// <param name="Automatable">Whether attacks can be automated: SSVC's decision point Automatable 2.0.0.</param>
/// <param name="Fixed">The first version of the source package without it; null: there is none yet.</param>
public sealed record RiskFacts(
    bool? Exploited, DateOnly? ExploitedSince, bool? Automatable, TechnicalImpact? Impact, Severity? Severity,
    string? Fixed)
{
    public static readonly RiskFacts Unknown = new(null, null, null, null, null, null);
}
