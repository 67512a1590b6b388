using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>A fleet in numbers, told from one sight of it; what people see of it, on whatever screen.</summary>
public sealed record FleetOverview
{
    private FleetOverview() { }

    public required FleetSight Sight { get; init; }
    public FleetName Fleet => Sight.Fleet;

    /// <summary>The moment of telling.</summary>
    public required DateTimeOffset At { get; init; }

    public required FleetCondition Condition { get; init; }

    /// <summary>What a person should know, the most urgent first.</summary>
    public required ImmutableArray<Notice> Notices { get; init; }

    /// <summary>Null without a policy.</summary>
    public required CapacityLimits? Limits { get; init; }

    /// <summary>Instances that it should have; those that are there, where no policy says so.</summary>
    public required int Desired { get; init; }

    public required int Available { get; init; }

    /// <summary>Instances on the image that it goes to, or should run.</summary>
    public required int OnGoal { get; init; }

    public required SensorCoverage Sensors { get; init; }
    public required AgeSpread Ages { get; init; }
    public required RiskCount Risks { get; init; }

    /// <summary>By name.</summary>
    public required ImmutableArray<InstanceOverview> Instances { get; init; }

    /// <summary>How many instances stand where.</summary>
    public required ImmutableSortedDictionary<InstanceStage, int> Stages { get; init; }

    /// <summary>How many should go, by reason.</summary>
    public required ImmutableSortedDictionary<CandidateReason, int> Reasons { get; init; }

    /// <summary>The last rotation; null before the first.</summary>
    public required RotationProgress? Rotation { get; init; }

    public required ImmutableArray<HoldGroup> Holds { get; init; }

    /// <summary>True if new slots may begin now.</summary>
    public required bool IsWindowOpen { get; init; }

    /// <summary>When a window opens, or closes while it is open; null: never, or nobody can say.</summary>
    public required DateTimeOffset? WindowChangesAt { get; init; }

    public int Total => Instances.Length;

    public static FleetOverview Of(FleetSight sight, DateTimeOffset now)
    {
        var views = sight.Snapshot?.Instances ?? [];
        ImmutableArray<InstanceOverview> instances = [.. views.Select(view => InstanceOverview.Of(sight, view, now))];
        var policy = sight is { Policy: { } known, Snapshot: { } seen } ? known.For(seen) : sight.Policy;
        var windows = policy?.Windows;
        var overview = new FleetOverview
        {
            Sight = sight,
            At = now,
            Condition = FleetCondition.Steady,
            Notices = [],
            Limits = policy is null ? null : CapacityLimits.Of(policy),
            Desired = policy?.Desired ?? views.Length,
            Available = instances.Count(instance => instance.Availability.IsAvailable),
            OnGoal = instances.Count(instance => instance.View.Image == sight.Goal),
            Sensors = SensorCoverage.Of(instances),
            Ages = AgeSpread.Of([.. instances.Select(instance => instance.Age)], policy?.MaxAge),
            Risks = RiskCount.In(sight.Fleet, sight.Risks, now),
            Instances = instances,
            Stages = instances.CountBy(instance => instance.Stage).ToImmutableSortedDictionary(),
            Reasons = instances.Where(instance => instance.Reason is not null)
                .CountBy(instance => instance.Reason!.Value).ToImmutableSortedDictionary(),
            Rotation = RotationProgress.Of(sight),
            Holds = HoldGroup.Of(sight.Fleet, sight.Pass?.Holds ?? []),
            IsWindowOpen = windows?.IsOpen(now) ?? false,
            WindowChangesAt = windows?.IsOpen(now) == true ? windows.ClosesAt(now) : windows?.NextOpening(now),
        };
        overview = overview with { Notices = FleetNotices.Of(overview) };
        return overview with { Condition = ConditionOf(overview) };
    }

    private static FleetCondition ConditionOf(FleetOverview fleet) => fleet switch
    {
        { Sight.Unseen: not null } => FleetCondition.Unseen,
        { IsBelowFloor: true } => FleetCondition.BelowFloor,
        _ when fleet.Notices.Any(notice => notice.Kind == NoticeKind.Act) => FleetCondition.NeedsPerson,
        { Rotation.IsUnderWay: true } => FleetCondition.Rotating,
        { Total: 0 } => FleetCondition.NotLaunched,
        { Reasons.IsEmpty: false } => FleetCondition.Behind,
        _ => FleetCondition.Steady,
    };

    /// <summary>
    /// True if fewer serve than must be available, once the fleet was whole. Those that a rotation found in service
    /// and has yet to watch through their warm-up are not what is missing.
    /// </summary>
    public bool IsBelowFloor => Limits is { } limits && Total > 0 && !IsFirstLaunch
        && Available + Instances.Count(IsBeingWatched) < limits.Floor;

    private bool IsBeingWatched(InstanceOverview instance) =>
        instance.Availability.State == AvailabilityState.WarmingUp
        && Sight.History.LaunchOf(instance.View.Id) is null;

    // Until a fleet was brought to its count once, it cannot have lost anything.
    private bool IsFirstLaunch => Sight.History is { IsUnderWay: true, Proven.IsEmpty: true }
        && Instances.All(instance => Sight.History.LaunchOf(instance.View.Id) is not null);
}
