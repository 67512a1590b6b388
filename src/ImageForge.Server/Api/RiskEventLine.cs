using System.Globalization;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Server.Api;

/// <summary>Something that happened with a risk.</summary>
/// <param name="Event">Its kind, as in the journal.</param>
/// <param name="Detail">The rest of it, in one line; empty where its kind says all.</param>
public sealed record RiskEventLine(DateTimeOffset At, string Image, string Event, string Detail)
{
    public static RiskEventLine Of((ImageName Image, RiskEvent Event, DateTimeOffset At) told) =>
        new(told.At, told.Image.Value, told.Event.GetType().Name, DetailOf(told.Event));

    private static string DetailOf(RiskEvent news) => news switch
    {
        RiskEvent.Found found => $"{string.Join(" and ", found.By)}: {found.Detail}",
        RiskEvent.Dated dated => $"fleet {dated.Fleet}: {dated.Band}",
        RiskEvent.Called called => string.Create(
            CultureInfo.InvariantCulture, $"fleet {called.Fleet}: due {called.DueAt:u} cannot be met"),
        RiskEvent.Accepted { Acceptance: var accepted } => string.Create(
            CultureInfo.InvariantCulture,
            $"{accepted.Owner} until {accepted.Until:u} ({accepted.Waiver}): {accepted.Reason}"),
        RiskEvent.AcceptanceEnded ended => $"{ended.Waiver}: {ended.Reason}",
        RiskEvent.Mitigated mitigated => mitigated.Reason,
        _ => "",
    };
}
