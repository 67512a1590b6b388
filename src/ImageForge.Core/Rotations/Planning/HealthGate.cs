using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Whether the rotation may go on at all. A replacement that was good enough for traffic and then breaks is news about
/// the image: until it heals or counts as failed, no new slot begins and nothing more is drained.
/// </summary>
internal sealed class HealthGate
{
    private readonly Dictionary<InstanceId, Hold> _holds;

    public HealthGate(FleetPicture fleet)
    {
        var holds = fleet.InRole(InstanceRole.Keeper).Concat(fleet.InRole(InstanceRole.Candidate))
            .Concat(fleet.InRole(InstanceRole.Protected))
            .Select(instance => HoldOf(instance, fleet)).OfType<Hold>().ToImmutableArray();
        _holds = holds.ToDictionary(hold => hold.Instance!.Value);
        First = holds.FirstOrDefault();
    }

    /// <summary>Why the rotation does not go on; null if it may.</summary>
    public Hold? First { get; }

    /// <summary>The hold that one instance causes; null if it causes none.</summary>
    public Hold? HoldBy(InstanceId instance) => _holds.GetValueOrDefault(instance);

    private static Hold? HoldOf(InstanceStanding instance, FleetPicture fleet)
    {
        if (instance.Availability.State is not (AvailabilityState.Sick or AvailabilityState.Unknown))
        {
            return null;
        }

        var isOurs = instance.Launch is { Failed: false }
            && (instance.View.Service == ServiceState.InService || instance.Record.AdmittedAt is not null);
        if (isOurs && instance.Availability.State == AvailabilityState.Sick)
        {
            var failsAt = FailsAt(instance, fleet);
            return new Hold(
                instance.Id, SickReason(instance.View),
                $"{instance.Availability.Detail}; counts as failed at {failsAt:HH:mm:ss}, then it is replaced",
                    failsAt);
        }

        return instance is { Availability.State: AvailabilityState.Unknown, View.Service: ServiceState.InService }
            ? new Hold(
                instance.Id, HoldReason.HealthUnknown, $"{instance.Availability.Detail}; waits until it can be judged",
                null)
            : null;
    }

    /// <summary>Which of the two healths is missing; the application first, since users feel it.</summary>
    public static HoldReason SickReason(InstanceView view) =>
        view.App.State == HealthState.Unhealthy ? HoldReason.ApplicationUnhealthy : HoldReason.SensorGap;

    /// <summary>When a launch of this rotation that does not become, or stay, available counts as failed.</summary>
    public static DateTimeOffset FailsAt(InstanceStanding instance, FleetPicture fleet)
    {
        var since = instance.Record.WasAvailable(fleet.Policy.InstanceWarmup, fleet.Now)
            ? instance.Record.SickSince ?? fleet.Now
            : instance.Launch?.BootedFrom ?? instance.Record.SickSince ?? instance.View.LaunchedAt;
        return since + fleet.Policy.LaunchTimeout;
    }
}
