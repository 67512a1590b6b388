using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>One instance with all that is known of it at this pass.</summary>
internal sealed record InstanceStanding(
    InstanceView View, InstanceRecord Record, LaunchRecord? Launch, Availability Availability, InstanceRole Role)
{
    public InstanceId Id => View.Id;

    /// <summary>True while traffic is being taken, or has been taken, from it.</summary>
    public bool IsDraining => View.Service is ServiceState.Draining or ServiceState.Drained;

    /// <summary>True if it gets or may still be answering requests.</summary>
    public bool HasTraffic => View.Service is ServiceState.InService or ServiceState.Draining;

    public static InstanceStanding Of(
        InstanceView seen, ArtifactId target, FleetSnapshot snapshot, RotationPolicy policy, RotationHistory history,
        DateTimeOffset now)
    {
        var record = history.Of(seen.Id);

        // Taken out after the look was taken: the look may still show it in service, and it must not be spent twice.
        var view = seen.Service == ServiceState.InService && record.DrainBeganAt >= snapshot.ObservedAt
            ? seen with { Service = ServiceState.Draining }
            : seen;
        var launch = history.LaunchOf(view.Id);
        var availability = Availability.Of(view, history, policy.InstanceWarmup, now);
        var role = (view, record, launch) switch
        {
            (_, { TerminateBeganAt: not null }, _) => InstanceRole.Leaving,
            (_, _, { Failed: true }) => InstanceRole.Failed,
            ({ Running: false }, _, { DoneAt: null }) => InstanceRole.HalfLaunched,
            ({ Running: false }, _, _) => InstanceRole.Dead,
            _ when view.Image != target => InstanceRole.Candidate,
            (_, _, null) when IsWornOut(view, record, availability, policy, now) => InstanceRole.Candidate,
            _ => InstanceRole.Keeper,
        };
        return new InstanceStanding(view, record, launch, availability, role);
    }

    // The right image does not help an instance that has been sick for as long as a whole launch may take. Those that
    // this rotation launched are not judged here: they become failed launches, which the breaker counts.
    private static bool IsWornOut(
        InstanceView view, InstanceRecord record, Availability availability, RotationPolicy policy,
        DateTimeOffset now) =>
        availability.State == AvailabilityState.Sick
        && now - (record.SickSince ?? view.LaunchedAt) > policy.LaunchTimeout;
}
