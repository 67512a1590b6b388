using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations.Planning;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>One instance as a fleet's overview shows it.</summary>
public sealed record InstanceOverview
{
    public required InstanceView View { get; init; }
    public required InstanceStage Stage { get; init; }
    public required Availability Availability { get; init; }
    public required TimeSpan Age { get; init; }

    /// <summary>When it is due by its age; null without a policy.</summary>
    public required DateTimeOffset? AgeDueAt { get; init; }

    /// <summary>Why it should go; null: nothing speaks against it.</summary>
    public required CandidateReason? Reason { get; init; }

    /// <summary>The numbers behind it; empty without a reason.</summary>
    public required string ReasonDetail { get; init; }

    /// <summary>What the next pass would do with it, such as <c>drain</c>; null: nothing.</summary>
    public required string? Next { get; init; }

    /// <summary>What keeps the next step from it; null: nothing does.</summary>
    public required Hold? Hold { get; init; }

    public required InstanceProtection? Protection { get; init; }

    /// <summary>True if something speaks against it, or it does not serve as it should.</summary>
    public bool NeedsAttention => Reason is not null
        || Stage is InstanceStage.Sick or InstanceStage.InDoubt or InstanceStage.Quarantined;

    /// <param name="sight">The fleet it is of.</param>
    /// <param name="view">What was seen of it.</param>
    /// <param name="now">The moment of telling.</param>
    internal static InstanceOverview Of(FleetSight sight, InstanceView view, DateTimeOffset now)
    {
        var (policy, record) = (sight.Policy, sight.History.Of(view.Id));
        var isUnderWay = sight.History.IsUnderWay;
        var steps = isUnderWay ? sight.Steps : null;
        var candidate = isUnderWay ? null : sight.Steps.CandidateOf(view.Id);
        var availability = Availability.Of(
            view, isUnderWay ? record : AtRest(view), policy?.InstanceWarmup ?? TimeSpan.Zero, now);
        var (reason, detail) = candidate is not null ? (candidate.Reason, candidate.Detail)
            : policy is not null && isUnderWay && sight.Goal is { } goal
                ? ReasonOf(sight, view, availability, goal, now)
                : ((CandidateReason?)null, "");
        return new InstanceOverview
        {
            View = view,
            Stage = StageOf(sight, view, record, availability),
            Availability = availability,
            Age = now - view.LaunchedAt,
            AgeDueAt = policy is null ? null : CandidateRules.AgeDeadline(view, policy),
            Reason = reason,
            ReasonDetail = detail,
            Next = steps?.CommandFor(view.Id)?.GetType().Name.ToLowerInvariant(),
            Hold = steps?.HoldOf(view.Id),
            Protection = record.IsProtected(now) ? record.Protection : null,
        };
    }

    // Between two rotations nobody writes down who is healthy since when, and the planner begins anew at its first
    // look. What is seen to serve as it should has done so since it came up, as far as anybody knows.
    private static InstanceRecord AtRest(InstanceView view) =>
        InstanceRecord.Empty with { Healthy = true, HealthChangedAt = view.LaunchedAt };

    // As the planner tells it; what has begun to go is past its reason.
    private static (CandidateReason?, string) ReasonOf(
        FleetSight sight, InstanceView view, Availability availability, ArtifactId goal, DateTimeOffset now)
    {
        var standing = InstanceStanding.Of(
            view, 0, goal, sight.Snapshot!, sight.Policy!, sight.History, now);
        return (standing.Reason, standing.Why);
    }

    private static InstanceStage StageOf(
        FleetSight sight, InstanceView view, InstanceRecord record, Availability availability)
    {
        if (view.Isolated || record.IsQuarantined)
        {
            return InstanceStage.Quarantined;
        }

        if (record.TerminateBeganAt is not null || view.Service is ServiceState.Draining or ServiceState.Drained)
        {
            return InstanceStage.Leaving;
        }

        var isOnGoal = sight.Goal is null || view.Image == sight.Goal;
        return availability.State switch
        {
            AvailabilityState.Available => isOnGoal ? InstanceStage.Serving : InstanceStage.Waiting,
            AvailabilityState.WarmingUp => isOnGoal ? InstanceStage.WarmingUp : InstanceStage.Waiting,
            AvailabilityState.Dead => InstanceStage.Sick,
            _ when IsComing(sight.History, view.Id) => InstanceStage.Booting,
            AvailabilityState.Unknown => InstanceStage.InDoubt,
            AvailabilityState.OutOfService => InstanceStage.Leaving,
            _ => InstanceStage.Sick,
        };
    }

    // What this rotation launched and has never been in service is on its way, and not sick.
    private static bool IsComing(RotationHistory history, InstanceId instance) =>
        history.IsUnderWay && history.LaunchOf(instance) is { Failed: false }
        && history.Of(instance).AdmittedAt is null;
}
