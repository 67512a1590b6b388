using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>One instance with all that is known of it at this pass.</summary>
internal sealed record InstanceStanding(
    InstanceView View, InstanceRecord Record, LaunchRecord? Launch, Availability Availability, InstanceRole Role)
{
    // Copies of what every step asks for: each time they are reached for in the view is a miss of the cache, and
    // fleets have 100,000 instances.
    private readonly ServiceState _service = View.Service;

    /// <summary>Its place among all of the fleet, by name, from 0.</summary>
    public required int Place { get; init; }

    public InstanceId Id { get; } = View.Id;
    public string Zone { get; } = View.Zone;
    public DateTimeOffset LaunchedAt { get; } = View.LaunchedAt;

    /// <summary>Why it should go; null if nothing speaks against it.</summary>
    public CandidateReason? Reason { get; private init; }

    /// <summary>The numbers behind <see cref="Reason"/>; empty without one.</summary>
    public string Why => Reason is null ? "" : CandidateRules.Explain(this);

    /// <summary>True while traffic is being taken, or has been taken, from it.</summary>
    public bool IsDraining => _service is ServiceState.Draining or ServiceState.Drained;

    /// <summary>True if it gets or may still be answering requests.</summary>
    public bool HasTraffic => _service is ServiceState.InService or ServiceState.Draining;

    /// <summary>True if its new root disk is one that was given up: then it is not sent traffic again.</summary>
    public bool HasFailedDisk => Launch is { InPlace: true, Failed: true } && View.LaunchToken == Launch.Token;

    /// <summary>True if it was drained after the look was taken: what has come of that is not known yet.</summary>
    public bool IsDrainUnseen { get; private init; }

    /// <summary>True if it still answers requests, as far as anybody knows, and has time left for that.</summary>
    public bool MayHaveRequests(DateTimeOffset now) => View.Service == ServiceState.Draining
        && (Record.DrainDeadline > now || (IsDrainUnseen && Record.DrainDeadline is not null));

    /// <summary>True if it is too old, and so is the image it would be moved onto.</summary>
    public bool IsHeldByStaleImage { get; private init; }

    /// <summary>True if it runs the image that the rotation goes to.</summary>
    public required bool IsOnTarget { get; init; }

    public static InstanceStanding Of(
        InstanceView seen, int place, ArtifactId target, FleetSnapshot snapshot, RotationPolicy policy,
        RotationHistory history, DateTimeOffset now)
    {
        var record = history.Of(seen.Id);

        // Taken out after the look was taken: the look may still show it in service, and it must not be spent twice.
        // And one that got traffic after the look must not be taken for one that gets none.
        var isDrainUnseen = seen.Service == ServiceState.InService && record.DrainBeganAt >= snapshot.ObservedAt;
        var view = isDrainUnseen ? seen with { Service = ServiceState.Draining }
            : record.AdmittedAt >= snapshot.ObservedAt ? seen with { Service = ServiceState.InService }
            : seen;
        var launch = history.LaunchOf(view.Id);
        var availability = AvailabilityOf(view, record, launch, snapshot, policy, now);
        var begun = Begun(view, record, launch);
        var reason = begun is null
            ? CandidateRules.Of(view, record, launch, availability, target, policy, history, now)
            : null;
        var isHeld = reason == CandidateReason.Age && CandidateRules.TargetIsStale(policy, history, now);
        var role = begun
            ?? (reason is null || isHeld ? InstanceRole.Keeper
                : record.IsProtected(now) ? InstanceRole.Protected
                : InstanceRole.Candidate);
        return new InstanceStanding(view, record, launch, availability, role)
        {
            Place = place,
            Reason = reason,
            IsDrainUnseen = isDrainUnseen,
            IsHeldByStaleImage = isHeld,
            IsOnTarget = view.Image == target,
        };
    }

    private static Availability AvailabilityOf(
        InstanceView view, InstanceRecord record, LaunchRecord? launch, FleetSnapshot snapshot, RotationPolicy policy,
        DateTimeOffset now)
    {
        // Whatever an old look shows of it: it may be gone.
        if (record.TerminateBeganAt is not null)
        {
            return new Availability(AvailabilityState.Dead, null, "its removal was begun");
        }

        // It may serve all the same, on the disk that it is to lose: nobody counts on that.
        if (view.Running && launch?.IsAwaitedBy(view) == true)
        {
            return new Availability(AvailabilityState.OutOfService, null, "its new root disk is not seen yet");
        }

        var availability = Availability.Of(view, record, policy.InstanceWarmup, now);

        // Its health was seen before it got traffic, which proves nothing of what it does under traffic.
        return availability.IsAvailable && record.AdmittedAt >= snapshot.ObservedAt
            ? new Availability(
                AvailabilityState.WarmingUp, now + policy.InstanceWarmup, "not looked at since it gets traffic")
            : availability;
    }

    // What was begun is finished before anything else is asked.
    private static InstanceRole? Begun(InstanceView view, InstanceRecord record, LaunchRecord? launch) => launch switch
    {
        // Even before a removal that was begun: what is still there is still evidence.
        _ when record.IsQuarantined || (view.Isolated && record.ReleasedAt is null) => InstanceRole.Quarantined,
        _ when record.TerminateBeganAt is not null => InstanceRole.Leaving,
        { InPlace: false, Failed: true } => InstanceRole.Failed,
        not null when launch.IsAwaitedBy(view) => InstanceRole.HalfLaunched,
        { InPlace: true, Failed: true } => null,
        { DoneAt: null } when !view.Running => InstanceRole.HalfLaunched,
        _ when !view.Running => InstanceRole.Dead,
        _ => null,
    };
}
