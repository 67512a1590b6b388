using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Server.Api;

/// <summary>A risk of an image as it stands.</summary>
/// <param name="Risk">A CVE id, or the id of what was accepted.</param>
/// <param name="Source">Its source package, or the gate that refused it.</param>
/// <param name="DueAt">The earliest of its fleets; null: with the next image.</param>
/// <param name="Fleets">Those that carry it.</param>
public sealed record RiskLine(
    string Image, string Risk, string Source, RiskKind Kind, RiskState State, bool IsLate, DateTimeOffset FoundAt,
    DateTimeOffset? DueAt, DateTimeOffset? AcceptedUntil, DateTimeOffset? MitigatedAt, Severity? Severity,
    string Detail, ImmutableArray<RiskCarrier> Fleets)
{
    public static RiskLine Of(RiskStanding risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return new(
            risk.Image.Value, risk.Record.Key.Subject, risk.Record.Key.Source, risk.Record.Key.Kind, risk.State,
            risk.IsLate, risk.Record.FoundAt, risk.DueAt, risk.AcceptedUntil, risk.MitigatedAt,
            risk.Record.Facts.Severity, risk.Record.Detail,
            [.. risk.Fleets.Select(fleet => new RiskCarrier(
                fleet.Fleet.Value, fleet.Instances.Length, fleet.DueAt, fleet.IsLate, fleet.Rotation?.Value))]);
    }
}
