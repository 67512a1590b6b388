using System.Collections.Immutable;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Server.Pages;

/// <summary>What the page of one fleet shows.</summary>
/// <param name="Fleet">In numbers.</param>
/// <param name="NextRing">When its bell rings next; null: it has none.</param>
/// <param name="Show">Which instances are listed.</param>
/// <param name="Listed">Those of this page of the list.</param>
/// <param name="Page">From 1.</param>
/// <param name="Pages">How many pages the list has.</param>
/// <param name="Matching">How many instances are listed on all of its pages.</param>
public sealed record FleetModel(
    FleetOverview Fleet, DateTimeOffset? NextRing, InstanceFilter Show, ImmutableArray<InstanceOverview> Listed,
    int Page, int Pages, int Matching)
{
    /// <summary>Instances a page.</summary>
    public const int PageLength = 50;

    /// <summary>Those to look at first stand first, then the oldest.</summary>
    public static FleetModel Of(FleetOverview fleet, DateTimeOffset? nextRing, InstanceFilter show, int page)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var matching = fleet.Instances.Where(instance => show switch
            {
                InstanceFilter.Attention => instance.NeedsAttention,
                InstanceFilter.Moving => instance.Stage is InstanceStage.Booting or InstanceStage.WarmingUp
                    or InstanceStage.Leaving,
                _ => true,
            })
            .OrderBy(instance => !instance.NeedsAttention)
            .ThenByDescending(instance => instance.Age)
            .ThenBy(instance => instance.View.Id).ToList();
        var pages = Math.Max(1, (matching.Count + PageLength - 1) / PageLength);
        var shown = Math.Clamp(page, 1, pages);
        return new FleetModel(
            fleet, nextRing, show, [.. matching.Skip((shown - 1) * PageLength).Take(PageLength)], shown, pages,
            matching.Count);
    }
}
