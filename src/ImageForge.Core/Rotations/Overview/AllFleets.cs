using System.Collections.Immutable;
using ImageForge.Core.Risk;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>All fleets taken together.</summary>
public sealed record AllFleets
{
    private AllFleets() { }

    /// <summary>By name.</summary>
    public required ImmutableArray<FleetOverview> Fleets { get; init; }

    public required int Instances { get; init; }

    /// <summary>Instances on the image that their fleet goes to, or should run.</summary>
    public required int OnGoal { get; init; }

    public required SensorCoverage Sensors { get; init; }
    public required RiskCount Risks { get; init; }

    /// <summary>The fleet whose oldest instance is nearest to its limit, or furthest past it; null: none has any.
    /// </summary>
    public required FleetOverview? Oldest { get; init; }

    /// <summary>What is to be known of any fleet, the most urgent first.</summary>
    public required ImmutableArray<(FleetOverview Fleet, Notice Notice)> Notices { get; init; }

    public static AllFleets Of(
        ImmutableArray<FleetOverview> fleets, ImmutableArray<RiskStanding> risks, DateTimeOffset now) => new()
    {
        Fleets = fleets,
        Instances = fleets.Sum(fleet => fleet.Total),
        OnGoal = fleets.Sum(fleet => fleet.OnGoal),
        Sensors = fleets.Aggregate(SensorCoverage.None, (sum, fleet) => sum + fleet.Sensors),
        Risks = RiskCount.Of(risks, now),
        Oldest = fleets.Where(fleet => fleet.Ages is { Oldest: not null, Limit: not null })
            .MaxBy(fleet => fleet.Ages.Oldest!.Value / fleet.Ages.Limit!.Value),
        Notices =
        [
            .. fleets.SelectMany(fleet => fleet.Notices.Select(notice => (Fleet: fleet, Notice: notice)))
                .OrderBy(said => said.Notice.Kind),
        ],
    };
}
