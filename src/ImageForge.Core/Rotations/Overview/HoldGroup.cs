using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>All that is held for the same reason.</summary>
/// <param name="Detail">The numbers behind the first of them.</param>
/// <param name="Instances">Those held, by name; empty when the whole fleet is.</param>
/// <param name="NextEligibleAt">The earliest time at which one of them may go on by itself; null: none does.</param>
/// <param name="Command">What a person would type to end it, or to see more; null: it only takes time.</param>
public sealed record HoldGroup(
    HoldReason Reason, string Detail, ImmutableArray<InstanceId> Instances, DateTimeOffset? NextEligibleAt,
    string? Command)
{
    /// <summary>True if a person has to do something.</summary>
    public bool NeedsPerson => Reason is HoldReason.Approval or HoldReason.Paused or HoldReason.BreakerOpen
        or HoldReason.Quarantined or HoldReason.DetectionLimit;

    /// <summary>The groups of a plan's holds: those that need a person first, then in the order of the plan.</summary>
    public static ImmutableArray<HoldGroup> Of(FleetName fleet, ImmutableArray<Hold> holds) =>
    [
        .. holds.GroupBy(hold => hold.Reason)
            .Select(same => Of(fleet, same.Key, [.. same]))
            .OrderBy(group => !group.NeedsPerson),
    ];

    private static HoldGroup Of(FleetName fleet, HoldReason reason, ImmutableArray<Hold> same)
    {
        ImmutableArray<InstanceId> instances =
            [.. same.Select(hold => hold.Instance).OfType<InstanceId>().Distinct().Order()];
        return new(
            reason, same[0].Detail, instances, same.Min(hold => hold.NextEligibleAt),
            CommandFor(fleet, reason, instances is [var first, ..] ? first : null));
    }

    private static string? CommandFor(FleetName fleet, HoldReason reason, InstanceId? first) => reason switch
    {
        HoldReason.Approval => $"imageforge rotation approve {fleet}",
        HoldReason.Paused => $"imageforge rotation resume {fleet}",
        HoldReason.BreakerOpen or HoldReason.DetectionLimit => $"imageforge rotation show {fleet}",
        HoldReason.Quarantined when first is { } kept => $"imageforge fleet release {fleet} {kept} --reason '…'",
        HoldReason.Protected when first is { } kept => $"imageforge fleet unprotect {fleet} {kept}",
        HoldReason.ApplicationUnhealthy or HoldReason.SensorGap or HoldReason.HealthUnknown or HoldReason.Evidence
            when first is { } one => $"imageforge why {one}",
        _ => null,
    };
}
