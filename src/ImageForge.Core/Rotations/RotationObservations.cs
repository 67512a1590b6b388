using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>
/// What a snapshot adds to the journal before a pass plans: adopted launches, changes of health, losses, failed
/// launches. Applying them and asking again yields nothing, so a crash in between is harmless.
/// </summary>
public static class RotationObservations
{
    // Karpenter leaves machines younger than this alone, for the same reason.
    internal static readonly TimeSpan ListedWithin = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The events to record, in this order. Empty for a stale snapshot: nothing can be concluded from it.
    /// </summary>
    public static ImmutableArray<RotationEvent> Of(
        FleetSnapshot snapshot, RotationHistory history, RotationPolicy policy, DateTimeOffset now)
    {
        if (SnapshotAge.IsStale(snapshot, now))
        {
            return [];
        }

        snapshot = CorrelatedSilence.Judge(snapshot);
        policy = policy.For(snapshot);
        var seen = snapshot.Instances.ToDictionary(instance => instance.Id);
        var known = snapshot.Instances.Select(view => (view, history.Of(view.Id))).ToList();
        var launches = InOrder(history).ToList();
        return
        [
            .. Adoptions(seen, launches),
            .. Admissions(known, snapshot.ObservedAt),
            .. known.Where(instance => history.LaunchOf(instance.view.Id)?.IsAwaitedBy(instance.view) != true)
                .Select(HealthOf).OfType<RotationEvent>(),
            .. Losses(seen, history),
            .. Failures(seen, launches, snapshot, history, policy, now),
        ];
    }

    // Seen running although its answer was lost: from now on its disappearance means something.
    private static IEnumerable<RotationEvent> Adoptions(
        Dictionary<InstanceId, InstanceView> seen, List<LaunchRecord> launches) =>
        launches
            .Where(launch => launch.DoneAt is null && seen.GetValueOrDefault(launch.Instance) is { } view
                && (launch.InPlace ? view.LaunchToken == launch.Token : view.Running))
            .Select(launch => new RotationEvent.CommandDone(
                launch.Instance, launch.InPlace ? CommandKind.Reimage : CommandKind.Launch));

    // Traffic that was asked for without an answer runs from now on, as far as anybody can tell; and so does what
    // somebody else has sent to one that was drained.
    private static IEnumerable<RotationEvent> Admissions(
        List<(InstanceView View, InstanceRecord Record)> known, DateTimeOffset observedAt) =>
        known
            .Where(instance => instance.View.Service == ServiceState.InService && (instance.Record.IsAdmitPending
                ? observedAt > instance.Record.AdmittedAt
                : observedAt > instance.Record.DrainDoneAt && instance.Record.TerminateBeganAt is null))
            .Select(instance => new RotationEvent.CommandDone(instance.View.Id, CommandKind.Admit));

    private static RotationEvent.HealthChanged? HealthOf((InstanceView View, InstanceRecord Record) known)
    {
        var (instance, record) = known;
        bool? healthy = instance switch
        {
            { Running: false } or { Isolated: true } => null,
            { App.IsHealthy: true, Sensor.IsHealthy: true } => true,
            { App.State: HealthState.Unhealthy } or { Sensor.State: HealthState.Unhealthy } => false,
            _ => null,
        };

        // An instance that is still booting was never healthy: that is not news.
        var recorded = record.Healthy ?? (instance.Service == ServiceState.InService ? null : false);
        return healthy is { } state && state != recorded
            ? new RotationEvent.HealthChanged(
                instance.Id, state, $"app {instance.App.Detail}, sensor {instance.Sensor.Detail}")
            : null;
    }

    // Instances of this rotation are not listed: their loss is a failed launch, which says more.
    private static IEnumerable<RotationEvent> Losses(
        Dictionary<InstanceId, InstanceView> seen, RotationHistory history) =>
        from known in history.Instances.Entries
        where known.Value is { LostAt: null, TerminateBeganAt: null }
        let view = seen.GetValueOrDefault(known.Key)
        where view is not { Running: true } && !history.Launches.ContainsKey(known.Key)
        orderby known.Key
        let detail = view is null ? "not there any more" : "stopped running by itself"
        select new RotationEvent.InstanceLost(known.Key, detail);

    private static IEnumerable<RotationEvent> Failures(
        Dictionary<InstanceId, InstanceView> seen, List<LaunchRecord> launches, FleetSnapshot snapshot,
        RotationHistory history, RotationPolicy policy, DateTimeOffset now)
    {
        if (!history.IsUnderWay)
        {
            yield break;
        }

        foreach (var launch in launches.Where(launch => !launch.Failed))
        {
            var record = history.Of(launch.Instance);
            if (record.TerminateBeganAt is not null || record.IsQuarantined)
            {
                continue;
            }

            if (launch.NoRoomAt is not null && launch.DoneAt is null && !seen.ContainsKey(launch.Instance))
            {
                if (now >= CapacityPause.Ends(launch))
                {
                    yield return new RotationEvent.LaunchAbandoned(
                        launch.Instance, launch.Slot, launch.Attempt, $"no room in {launch.Zone}: {launch.LastError}");
                }

                continue;
            }

            // Its call was done, and something was done after it: an earlier call whose answer was lost, or somebody
            // else. The same call again is no new one to the target and would change nothing.
            if (launch.InPlace && seen.GetValueOrDefault(launch.Instance) is { } other && launch.IsAwaitedBy(other)
                && snapshot.ObservedAt > launch.DoneAt + ListedWithin)
            {
                yield return new RotationEvent.LaunchAbandoned(
                    launch.Instance, launch.Slot, launch.Attempt,
                    $"reimaged at {launch.DoneAt:HH:mm:ss}, and got yet another root disk since");
                continue;
            }

            var failure = seen.TryGetValue(launch.Instance, out var view)
                ? FailureOfSeen(view, launch, history, policy, now)
                : FailureOfMissing(launch, snapshot, history, policy, now);
            if (failure is not null)
            {
                yield return new RotationEvent.LaunchFailed(launch.Instance, launch.Slot, launch.Attempt, failure);
            }
        }
    }

    private static string? FailureOfMissing(
        LaunchRecord launch, FleetSnapshot snapshot, RotationHistory history, RotationPolicy policy,
        DateTimeOffset now)
    {
        if (launch.InPlace)
        {
            // It may have been launched only just before.
            return snapshot.ObservedAt > launch.BeganAt + ListedWithin ? "vanished while it was being reimaged" : null;
        }

        if (launch.DoneAt is { } done)
        {
            // Only a look from a good deal later proves a loss: targets list a launch some time after their answer
            // to it, and may leave it out again of a list that another of their servers makes.
            return launch.MayBeUnlisted(snapshot.ObservedAt)
                ? null
                : $"launched at {done:HH:mm:ss}, but not there any more";
        }

        // Without a refusal the engine itself was away; the same call is simply sent again.
        return launch.LastError is { } error && now - launch.BeganAt > policy.LaunchTimeout
            ? $"could not be launched within {DurationText.Of(policy.LaunchTimeout)}: {error}"
            : null;
    }

    private static string? FailureOfSeen(
        InstanceView view, LaunchRecord launch, RotationHistory history, RotationPolicy policy, DateTimeOffset now)
    {
        if (launch.InPlace && view.LaunchToken != launch.Token)
        {
            return launch.LastError is { } error && now - launch.BeganAt > policy.LaunchTimeout
                ? $"could not be reimaged within {DurationText.Of(policy.LaunchTimeout)}: {error}"
                : null;
        }

        var record = history.Of(view.Id);
        var availability = Availability.Of(view, record, policy.InstanceWarmup, now);
        if (availability.State == AvailabilityState.Dead && launch.DoneAt is not null)
        {
            return "stopped running by itself";
        }

        // Healthy, but not admitted or warmed up yet: then not the instance was slow, but the engine was away.
        var mayFail = availability.State == AvailabilityState.Sick
            || (availability.State == AvailabilityState.Unknown && record.AdmittedAt is null);
        if (!mayFail)
        {
            return null;
        }

        if (!record.WasAvailable(policy.InstanceWarmup, now))
        {
            return now - launch.BootedFrom > policy.LaunchTimeout
                ? $"not available within {DurationText.Of(policy.LaunchTimeout)}: {availability.Detail}"
                : null;
        }

        return record.SickSince is { } since && now - since > policy.LaunchTimeout
            ? $"sick for more than {DurationText.Of(policy.LaunchTimeout)}: {availability.Detail}"
            : null;
    }

    // One that was reimaged again has a slot for each time, and one record: that is told where it comes first.
    private static IEnumerable<LaunchRecord> InOrder(RotationHistory history)
    {
        var reimaged = new HashSet<InstanceId>();
        foreach (var slot in history.Slots.Values)
        {
            foreach (var attempt in slot.Attempts)
            {
                var launch = history.Launches[attempt];
                if (!launch.InPlace || reimaged.Add(attempt))
                {
                    yield return launch;
                }
            }
        }
    }
}
