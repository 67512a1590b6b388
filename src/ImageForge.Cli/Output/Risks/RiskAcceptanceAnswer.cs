namespace ImageForge.Cli.Output.Risks;

/// <summary>That somebody accepted a risk for a time.</summary>
/// <param name="Version">Beginning of the plan digest of the only version it is for; empty: all of the image.</param>
internal sealed record RiskAcceptanceAnswer(
    string Waiver, string Owner, string Reason, DateTimeOffset Until, string Version);
