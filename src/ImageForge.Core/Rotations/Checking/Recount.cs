using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Checking;

/// <summary>A fleet counted anew, by the words of the policy table and not by the planner's code.</summary>
internal sealed class Recount(
    FleetSnapshot snapshot, RotationHistory history, RotationPolicy policy, DateTimeOffset now)
{
    public FleetSnapshot Snapshot { get; } = snapshot;
    public RotationHistory History { get; } = history;
    public RotationPolicy Policy { get; } = policy;
    public DateTimeOffset Now { get; } = now;
    public Dictionary<InstanceId, InstanceView> Seen { get; } = snapshot.Instances.ToDictionary(view => view.Id);

    public int Floor => Share(Policy.MinHealthyPercentage, up: true);
    public int Ceiling => Share(Policy.MaxHealthyPercentage, up: true);
    public int Batch => Math.Max(1, Share(Policy.MaxBatchPercentage, up: false));
    public int FailuresTolerated => Math.Max(1, Share(Policy.MaxUnhealthyPercentage, up: false));

    /// <summary>In service, application healthy and sensor reporting for the whole warm-up.</summary>
    public bool IsAvailable(InstanceView view)
    {
        if (view is not { Running: true, Service: ServiceState.InService, App.IsHealthy: true, Sensor.IsHealthy: true })
        {
            return false;
        }

        var record = History.Of(view.Id);
        if (WasDrainedAfterLook(view))
        {
            return false;
        }

        var latestStart = Now - Policy.InstanceWarmup;
        return record is { Healthy: true, HealthChangedAt: { } healthy } && healthy <= latestStart
            && (record.AdmittedAt is not { } admitted || admitted <= latestStart);
    }

    /// <summary>The look shows it as it was before we drained it.</summary>
    public bool WasDrainedAfterLook(InstanceView view) => History.Of(view.Id).DrainBeganAt >= Snapshot.ObservedAt;

    /// <summary>Known not to work: no silence that may be anybody's.</summary>
    public static bool IsSick(InstanceView view) =>
        !view.Running || view.App.State == HealthState.Unhealthy || view.Sensor.State == HealthState.Unhealthy;

    public static bool IsInDoubt(InstanceView view) =>
        !IsSick(view) && (view.App.State == HealthState.Unknown || view.Sensor.State == HealthState.Unknown);

    /// <summary>Compromised: kept, whatever else holds.</summary>
    public bool IsKept(InstanceId instance) => History.Of(instance).IsQuarantined;

    /// <summary>True if something speaks against the instance, by the words of the policy table.</summary>
    public bool ShouldGo(InstanceView view) =>
        view.Image != History.Target || History.Of(view.Id).Mark is not null || IsAged(view)
        || (!Policy.SkipMatching && view.LaunchedAt < History.StartedAt)
        || History.LaunchOf(view.Id) is { InPlace: true, Failed: true };

    /// <summary>Old enough to go, the most that jitter may take off counted in.</summary>
    public bool IsAged(InstanceView view) => Now - view.LaunchedAt >= Policy.MaxAge - (Policy.MaxAge / 10);

    public bool IsFailed(InstanceId instance) => History.LaunchOf(instance) is { Failed: true };

    public bool IsLeaving(InstanceId instance) => History.Of(instance).TerminateBeganAt is not null;

    /// <summary>Launches confirmed after this look: they exist although the snapshot does not show them.</summary>
    public int Unseen() => History.Launches.Values.Count(launch =>
        launch is { DoneAt: not null, Failed: false } && !Seen.ContainsKey(launch.Instance)
            && !IsLeaving(launch.Instance) && !IsKept(launch.Instance));

    /// <summary>
    /// Instances on the rotation's image that nobody gave up, and those that stay because they are protected; launches
    /// not yet seen included.
    /// </summary>
    public int Wanted() =>
        Seen.Values.Count(view => (view.Image == History.Target || History.Of(view.Id).IsProtected(Now))
            && !IsFailed(view.Id) && !IsLeaving(view.Id))
        + History.Launches.Values.Count(launch =>
            !launch.Failed && !Seen.ContainsKey(launch.Instance) && !IsLeaving(launch.Instance)
            && !IsKept(launch.Instance));

    /// <summary>True if there are more than the policy wants, what is borrowed for a reimage left out.</summary>
    public bool MayBeTooMany()
    {
        var borrowed = Policy.Strategy == RotationStrategy.Reimage
            ? Math.Max(0, Math.Min(Ceiling - Policy.Desired, Batch))
            : 0;
        var there = Seen.Values.Count(view => view.Running && !IsLeaving(view.Id) && !IsFailed(view.Id)
            && !IsKept(view.Id));
        return there + Unseen() > Policy.Desired + borrowed;
    }

    /// <summary>The last launch for an instance's place, if it is still wanted.</summary>
    public LaunchRecord? ReplacementOf(InstanceId instance) => History.Slots.Values
        .Where(slot => slot.Replaces == instance).Select(slot => History.Launches[slot.Latest])
        .LastOrDefault(launch => !launch.Failed && !IsLeaving(launch.Instance));

    private int Share(int percent, bool up)
    {
        var hundredths = (long)percent * Policy.Desired;
        return (int)(up && hundredths % 100 > 0 ? (hundredths / 100) + 1 : hundredths / 100);
    }
}
