namespace ImageForge.Core.Risk;

/// <summary>One row of a table of bands: what has to be so, and the band that follows.</summary>
/// <param name="Exposed">Whether strangers reach the instance over a public network.</param>
public sealed record RemediationRule(
    bool Exploited, bool Exposed, bool Automatable, TechnicalImpact Impact, RemediationBand Band);
