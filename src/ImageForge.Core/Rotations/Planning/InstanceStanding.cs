using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>One instance with all that is known of it at this pass.</summary>
internal sealed record InstanceStanding(
    InstanceView View, InstanceRecord Record, LaunchRecord? Launch, Availability Availability, InstanceRole Role)
{
    public InstanceId Id => View.Id;

    /// <summary>Why it should go; null if nothing speaks against it.</summary>
    public CandidateReason? Reason { get; private init; }

    /// <summary>The numbers behind <see cref="Reason"/>; empty without one.</summary>
    public string Why { get; private init; } = "";

    /// <summary>True while traffic is being taken, or has been taken, from it.</summary>
    public bool IsDraining => View.Service is ServiceState.Draining or ServiceState.Drained;

    /// <summary>True if it gets or may still be answering requests.</summary>
    public bool HasTraffic => View.Service is ServiceState.InService or ServiceState.Draining;

    /// <summary>True if its new root disk is one that was given up: then it is not sent traffic again.</summary>
    public bool HasFailedDisk => Launch is { InPlace: true, Failed: true } && View.LaunchToken == Launch.Token;

    /// <summary>True if it was drained after the look was taken: what has come of that is not known yet.</summary>
    public bool IsDrainUnseen { get; private init; }

    /// <summary>True if it still answers requests, as far as anybody knows, and has time left for that.</summary>
    public bool MayHaveRequests(DateTimeOffset now) => View.Service == ServiceState.Draining
        && (Record.DrainDeadline > now || (IsDrainUnseen && Record.DrainDeadline is not null));

    /// <summary>True if it is too old, and so is the image it would be moved onto.</summary>
    public bool IsHeldByStaleImage { get; private init; }

    public static InstanceStanding Of(
        InstanceView seen, ArtifactId target, FleetSnapshot snapshot, RotationPolicy policy, RotationHistory history,
        DateTimeOffset now)
    {
        var record = history.Of(seen.Id);

        // Taken out after the look was taken: the look may still show it in service, and it must not be spent twice.
        // And one that got traffic after the look must not be taken for one that gets none.
        var isDrainUnseen = seen.Service == ServiceState.InService && record.DrainBeganAt >= snapshot.ObservedAt;
        var view = isDrainUnseen ? seen with { Service = ServiceState.Draining }
            : record.AdmittedAt >= snapshot.ObservedAt ? seen with { Service = ServiceState.InService }
            : seen;
        var launch = history.LaunchOf(view.Id);
        var availability = AvailabilityOf(view, record, snapshot, policy, history, now);
        var standing = new InstanceStanding(view, record, launch, availability, InstanceRole.Keeper)
        {
            IsDrainUnseen = isDrainUnseen,
        };
        if (Begun(view, record, launch) is { } begun)
        {
            return standing with { Role = begun };
        }

        var cause = CandidateRules.Of(view, record, launch, availability, target, policy, history, now);
        if (cause is not { } found)
        {
            return standing;
        }

        var isHeld = found.Reason == CandidateReason.Age && CandidateRules.TargetIsStale(policy, history, now);
        return standing with
        {
            Role = isHeld ? InstanceRole.Keeper
                : record.IsProtected(now) ? InstanceRole.Protected
                : InstanceRole.Candidate,
            Reason = found.Reason,
            Why = found.Detail,
            IsHeldByStaleImage = isHeld,
        };
    }

    private static Availability AvailabilityOf(
        InstanceView view, InstanceRecord record, FleetSnapshot snapshot, RotationPolicy policy,
        RotationHistory history, DateTimeOffset now)
    {
        // Whatever an old look shows of it: it may be gone.
        if (record.TerminateBeganAt is not null)
        {
            return new Availability(AvailabilityState.Dead, null, "its removal was begun");
        }

        var availability = Availability.Of(view, history, policy.InstanceWarmup, now);

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
        _ when record.IsQuarantined || view.Isolated => InstanceRole.Quarantined,
        _ when record.TerminateBeganAt is not null => InstanceRole.Leaving,
        { InPlace: false, Failed: true } => InstanceRole.Failed,
        { InPlace: true, Failed: false } when view.LaunchToken != launch.Token => InstanceRole.HalfLaunched,
        { InPlace: true, Failed: true } => null,
        { DoneAt: null } when !view.Running => InstanceRole.HalfLaunched,
        _ when !view.Running => InstanceRole.Dead,
        _ => null,
    };
}
