using System.Collections.Immutable;
using ImageForge.Engine.Detection;

namespace ImageForge.Server.Pages;

/// <summary>What the page of detections shows.</summary>
/// <param name="Counts">Of each fleet that has any.</param>
/// <param name="Fleet">Only those of this fleet; null: of all.</param>
/// <param name="Incidents">Each instance that detections took, with the detection that did, the latest first.</param>
/// <param name="Listed">Those of this page of the list, the latest first.</param>
/// <param name="Page">From 1.</param>
/// <param name="Pages">How many pages the list has.</param>
/// <param name="Total">How many there are on all of its pages.</param>
public sealed record DetectionsModel(
    ImmutableArray<DetectionCounts> Counts, string? Fleet, ImmutableArray<DetectionStanding> Incidents,
    ImmutableArray<DetectionStanding> Listed, int Page, int Pages, int Total)
{
    private const int PageLength = 50;

    public static DetectionsModel Of(
        ImmutableArray<DetectionCounts> counts, ImmutableArray<DetectionStanding> all, string? fleet, int page)
    {
        var pages = Math.Max(1, (all.Length + PageLength - 1) / PageLength);
        var shown = Math.Clamp(page, 1, pages);
        return new DetectionsModel(
            counts, fleet,
            [
                .. all.Where(standing => standing.Incident is { } incident
                    && incident.Detection == standing.Record.Event.Detection),
            ],
            [.. all.Skip((shown - 1) * PageLength).Take(PageLength)], shown, pages, all.Length);
    }
}
