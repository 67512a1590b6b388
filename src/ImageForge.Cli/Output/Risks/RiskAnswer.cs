using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>A risk of an image as it stands.</summary>
/// <param name="Risk">A CVE id, or the id of what was accepted.</param>
/// <param name="Source">Its source package, or the gate that refused it.</param>
/// <param name="DueAt">The earliest of its fleets; null: with the next image.</param>
/// <param name="Versions">Versions that a channel names and that carry it.</param>
internal sealed record RiskAnswer(
    string Image, string Risk, string Source, RiskKind Kind, RiskState State, bool IsLate, DateTimeOffset FoundAt,
    DateTimeOffset? DueAt, DateTimeOffset? AcceptedUntil, DateTimeOffset? MitigatedAt, Severity? Severity,
    bool? Exploited, bool? Automatable, TechnicalImpact? Impact, string? Fixed, string Detail,
    ImmutableArray<string> By, ImmutableArray<string> Versions, ImmutableArray<RiskAcceptanceAnswer> Acceptances,
    ImmutableArray<RiskFleetAnswer> Fleets)
{
    public static RiskAnswer Of(RiskStanding risk)
    {
        var (record, facts) = (risk.Record, risk.Record.Facts);
        return new RiskAnswer(
            risk.Image.Value, record.Key.Subject, record.Key.Source, record.Key.Kind, risk.State, risk.IsLate,
            record.FoundAt, risk.DueAt, risk.AcceptedUntil, risk.MitigatedAt, facts.Severity, facts.Exploited,
            facts.Automatable, facts.Impact, facts.Fixed, record.Detail, record.By,
            [.. risk.Current.Select(version => $"{version}")],
            [.. record.Acceptances.Select(accepted => new RiskAcceptanceAnswer(
                accepted.Waiver, accepted.Owner, accepted.Reason, accepted.Until, accepted.Version))],
            [.. risk.Fleets.Select(RiskFleetAnswer.Of)]);
    }
}
