using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Checking;

/// <summary>A fleet counted anew, by the words of the policy table and not by the planner's code.</summary>
internal sealed class Recount
{
    public Recount(FleetSnapshot snapshot, RotationHistory history, RotationPolicy policy, DateTimeOffset now)
    {
        (Snapshot, History, Policy, Now) = (snapshot, history, policy, now);
        Seen = snapshot.Instances.ToDictionary(view => view.Id);
    }

    public FleetSnapshot Snapshot { get; }
    public RotationHistory History { get; }
    public RotationPolicy Policy { get; }
    public DateTimeOffset Now { get; }
    public Dictionary<InstanceId, InstanceView> Seen { get; }

    /// <summary>Those of the snapshot, in its order.</summary>
    public ImmutableArray<CountedInstance> Counted => _counted ??=
        [.. Snapshot.Instances.Select(view => new CountedInstance(view, this))];

    // So long may targets leave out of a look what they said they had launched.
    private static readonly TimeSpan ListedWithin = TimeSpan.FromSeconds(30);

    // Each counted once, when it is first asked for: asked for again by every command of a plan.
    private Dictionary<InstanceId, LaunchRecord>? _replacements;
    private Dictionary<string, InstanceId?>? _tokens;
    private ImmutableArray<CountedInstance>? _counted;
    private int? _wanted;
    private int? _unseen;

    public int Floor => Share(Policy.MinHealthyPercentage, up: true);
    public int Ceiling => Share(Policy.MaxHealthyPercentage, up: true);
    public int Batch => Math.Max(1, Share(Policy.MaxBatchPercentage, up: false));
    public int FailuresTolerated => Math.Max(1, Share(Policy.MaxUnhealthyPercentage, up: false));

    /// <summary>In service, application healthy and sensor reporting for the whole warm-up.</summary>
    public bool IsAvailable(InstanceView view) => IsAvailable(view, History.Of(view.Id));

    public bool IsAvailable(InstanceView view, InstanceRecord record)
    {
        if (view is not { Running: true, Service: ServiceState.InService, App.IsHealthy: true, Sensor.IsHealthy: true })
        {
            return false;
        }

        if (record.DrainBeganAt >= Snapshot.ObservedAt || record.TerminateBeganAt is not null || IsBeingReimaged(view))
        {
            return false;
        }

        var latestStart = Now - Policy.InstanceWarmup;
        return record is { Healthy: true, IsAdmitPending: false, HealthChangedAt: { } healthy }
            && healthy <= latestStart
            && ((record.AdmittedAt ?? record.DrainBeganAt) is not { } began || began <= latestStart);
    }

    /// <summary>The look shows it as it was before we drained it.</summary>
    public bool WasDrainedAfterLook(InstanceView view) => History.Of(view.Id).DrainBeganAt >= Snapshot.ObservedAt;

    /// <summary>The look shows it as it was before we sent it traffic.</summary>
    public bool WasAdmittedAfterLook(InstanceView view) => History.Of(view.Id).AdmittedAt >= Snapshot.ObservedAt;

    /// <summary>Known not to work: no silence that may be anybody's.</summary>
    public static bool IsSick(InstanceView view) =>
        !view.Running || view.App.State == HealthState.Unhealthy || view.Sensor.State == HealthState.Unhealthy;

    public static bool IsInDoubt(InstanceView view) =>
        !IsSick(view) && (view.App.State == HealthState.Unknown || view.Sensor.State == HealthState.Unknown);

    /// <summary>Compromised: kept, whatever else holds.</summary>
    public bool IsKept(InstanceId instance) => History.Of(instance).IsQuarantined;

    /// <summary>True if something speaks against the instance, by the words of the policy table.</summary>
    public bool ShouldGo(InstanceView view) => ShouldGo(view, History.Of(view.Id), History.LaunchOf(view.Id));

    public bool ShouldGo(InstanceView view, InstanceRecord record, LaunchRecord? launch) =>
        view.Image != History.Target || record.MarkAgainst(view.Image, History.Target) is not null || IsAged(view)
        || (!Policy.SkipMatching && launch is null && view.LaunchedAt < History.StartedAt)
        || launch is { InPlace: true, Failed: true };

    /// <summary>True if somebody said that it should go, and another one in its place would help.</summary>
    public bool HasMark(InstanceView view) =>
        History.Of(view.Id).MarkAgainst(view.Image, History.Target) is not null;

    /// <summary>True if it should go whatever jitter its age has.</summary>
    public bool MustGo(InstanceView view)
    {
        var imageIsStale = History.TargetBuiltAt is { } built && Now - built > Policy.MaxImageAge;
        return !IsBeingReimaged(view) && !History.Of(view.Id).IsProtected(Now) && !IsKept(view.Id)
            && !IsLeaving(view.Id)
            && (IsAged(view) && !(HasMark(view) || view.Image != History.Target)
                ? !imageIsStale && Now - view.LaunchedAt >= Policy.MaxAge
                : ShouldGo(view));
    }

    /// <summary>Old enough to go, the most that jitter may take off counted in.</summary>
    public bool IsAged(InstanceView view) => Now - view.LaunchedAt >= Policy.MaxAge - (Policy.MaxAge / 10);

    public bool IsFailed(InstanceId instance) => History.LaunchOf(instance) is { Failed: true };

    /// <summary>True if the look shows the root disk from before its last reimage.</summary>
    public bool HasItsOldDisk(InstanceView view) =>
        LaunchInPlace(view.Id) is { } launch && view.LaunchToken != launch.Token;

    /// <summary>The last reimage of an instance; null if there was none in this rotation.</summary>
    public LaunchRecord? LaunchInPlace(InstanceId instance) =>
        History.LaunchOf(instance) is { InPlace: true } launch ? launch : null;

    public bool IsLeaving(InstanceId instance) => History.Of(instance).TerminateBeganAt is not null;

    /// <summary>True if its new root disk has been asked for, and the look shows the one before.</summary>
    public bool IsBeingReimaged(InstanceView view) =>
        HasItsOldDisk(view) && !IsFailed(view.Id);

    /// <summary>Launches confirmed after this look: they exist although the snapshot does not show them.</summary>
    public int Unseen() => _unseen ??= History.Launches.Values.Count(launch =>
        launch is { DoneAt: not null } && !Seen.ContainsKey(launch.Instance) && !IsLeaving(launch.Instance)
            && (launch.DoneAt + ListedWithin >= Snapshot.ObservedAt
                || !(launch.Failed || IsKept(launch.Instance))))
        + History.JustBefore.Count(launch => !Seen.ContainsKey(launch.Instance) && !IsLeaving(launch.Instance)
            && (launch.DoneAt ?? launch.BeganAt) + ListedWithin >= Snapshot.ObservedAt);

    /// <summary>
    /// Instances on the rotation's image, or protected, that nobody gave up; launches not yet seen included.
    /// </summary>
    public int Wanted() => _wanted ??=
        Counted.Count(counted => (counted.IsOnTarget || counted.IsProtected)
            && !counted.IsFailed && !counted.IsLeaving && !counted.IsKept)
        + History.Launches.Values.Count(launch =>
            !launch.Failed && !Seen.ContainsKey(launch.Instance) && !IsLeaving(launch.Instance)
            && !IsKept(launch.Instance));

    /// <summary>True if there are more than the policy wants, what is borrowed for a reimage left out.</summary>
    public bool MayBeTooMany() => TooMany() > 0;

    /// <summary>How many more there may be than the policy wants, what is borrowed for a reimage left out.</summary>
    public int TooMany()
    {
        // What is dead and was never reimaged is removed, not reimaged: nothing is borrowed for it.
        var borrowed = Policy.Strategy == RotationStrategy.Reimage
            && Seen.Values.Any(view => MustGo(view) && (view.Running || History.LaunchOf(view.Id) is not null))
            ? Math.Max(0, Math.Min(Ceiling - Policy.Desired, Batch))
            : 0;
        // One that died over its new disk gets another one: it is still there.
        var there = Seen.Values.Count(view => (view.Running || LaunchInPlace(view.Id) is not null)
            && !IsLeaving(view.Id) && !IsKept(view.Id)
            && History.LaunchOf(view.Id) is not { InPlace: false, Failed: true });
        var retries = History.Slots.Values
            .Count(slot => History.Launches[slot.Latest] is { InPlace: false, Failed: true });
        var staying = Counted.Count(counted => counted is
            { IsRunning: true, ShouldGo: false, IsFailed: false, IsLeaving: false, IsKept: false });
        var coming = History.Launches.Values.Count(launch => !launch.Failed && (!launch.InPlace || MayBeLeftOut(launch))
            && !Seen.ContainsKey(launch.Instance) && !IsLeaving(launch.Instance) && !IsKept(launch.Instance));
        var awaited = Math.Min(retries, Math.Max(0, Policy.Desired - staying - coming));
        return Math.Max(0, there + coming + awaited - Policy.Desired - borrowed);
    }

    // One that has just got another disk is there, also where the look does not show it.
    private bool MayBeLeftOut(LaunchRecord launch) =>
        (launch.DoneAt ?? launch.BeganAt) + ListedWithin >= Snapshot.ObservedAt;

    /// <summary>The last launch for an instance's place, if it is still wanted.</summary>
    public LaunchRecord? ReplacementOf(InstanceId instance) =>
        (_replacements ??= Replacements()).GetValueOrDefault(instance);

    /// <summary>True if the token is another instance's: one of the plan, of the journal or of the look.</summary>
    public bool IsTokenOfAnother(string token, InstanceId instance, RotationPlan plan) =>
        (_tokens ??= Tokens(plan)).TryGetValue(token, out var owner) && owner != instance;

    private Dictionary<InstanceId, LaunchRecord> Replacements()
    {
        var last = new Dictionary<InstanceId, LaunchRecord>();
        foreach (var slot in History.Slots.Values)
        {
            var launch = History.Launches[slot.Latest];
            if (slot.Replaces is { } replaced && !launch.Failed && !IsLeaving(launch.Instance)
                && History.Of(launch.Instance).MarkAgainst(launch.Image, History.Target) is null)
            {
                last[replaced] = launch;
            }
        }

        return last;
    }

    // Null is a token that several instances have.
    private Dictionary<string, InstanceId?> Tokens(RotationPlan plan)
    {
        var owners = new Dictionary<string, InstanceId?>(StringComparer.Ordinal);
        foreach (var (token, instance) in plan.Commands.OfType<RotationCommand.Launch>()
            .Select(launch => (launch.Token, launch.Instance))
            .Concat(History.Launches.Values.Select(launch => (launch.Token, launch.Instance)))
            .Concat(Seen.Values.Select(view => (view.LaunchToken, view.Id))))
        {
            owners[token] = owners.TryGetValue(token, out var known) && known != instance ? null : instance;
        }

        return owners;
    }

    private int Share(int percent, bool up)
    {
        var hundredths = (long)percent * Policy.Desired;
        return (int)(up && hundredths % 100 > 0 ? (hundredths / 100) + 1 : hundredths / 100);
    }
}
