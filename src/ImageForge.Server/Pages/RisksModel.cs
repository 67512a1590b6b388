using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Server.Pages;

/// <summary>What the ledger of risks shows.</summary>
/// <param name="Counts">Of all risks.</param>
/// <param name="Mitigated">How many nothing carries any more.</param>
/// <param name="Show">Which are listed.</param>
/// <param name="Fleet">Only those that this fleet carries; null: of all.</param>
/// <param name="Listed">Those of this page of the list.</param>
/// <param name="Reviews">When each image was last looked at again; one that never was is not there.</param>
public sealed record RisksModel(
    RiskCount Counts, int Mitigated, RiskFilter Show, string? Fleet, ImmutableArray<RiskStanding> Listed, int Page,
    int Pages, ImmutableSortedDictionary<string, DateTimeOffset> Reviews)
{
    private const int PageLength = 100;

    /// <summary>Overdue ones first, then by their due date, then the worst.</summary>
    public static RisksModel Of(
        ImmutableArray<RiskStanding> risks, IReadOnlyDictionary<ImageName, DateTimeOffset> reviews, RiskFilter show,
        string? fleet, int page, DateTimeOffset now)
    {
        var matching = risks
            .Where(risk => fleet is null || risk.Fleets.Any(standing => standing.Fleet.Value == fleet))
            .Where(risk => show switch
            {
                RiskFilter.Late => risk.IsLate,
                RiskFilter.Open => risk.State is RiskState.Open or RiskState.Mitigating,
                RiskFilter.Accepted => risk.State == RiskState.Accepted,
                RiskFilter.Mitigated => risk.State == RiskState.Mitigated,
                _ => risk.State != RiskState.Mitigated,
            })
            .OrderBy(risk => !risk.IsLate)
            .ThenBy(risk => risk.DueAt ?? DateTimeOffset.MaxValue)
            .ThenByDescending(risk => risk.Record.Facts.Severity)
            .ThenBy(risk => risk.Record.Key.Subject, StringComparer.Ordinal).ToList();
        var pages = Math.Max(1, (matching.Count + PageLength - 1) / PageLength);
        var shown = Math.Clamp(page, 1, pages);
        return new RisksModel(
            RiskCount.Of(risks, now), risks.Count(risk => risk.State == RiskState.Mitigated), show, fleet,
            [.. matching.Skip((shown - 1) * PageLength).Take(PageLength)], shown, pages,
            reviews.ToImmutableSortedDictionary(
                review => review.Key.Value, review => review.Value, StringComparer.Ordinal));
    }
}
