using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Fleets.Watching;

/// <summary>Which instances are in a sensor gap, and what one more look changes about that.</summary>
public static class SensorGaps
{
    /// <summary>The open gaps after one more event.</summary>
    public static ImmutableSortedSet<string> Apply(ImmutableSortedSet<string> open, SensorEvent news) =>
        news is SensorEvent.GapOpened ? open.Add(news.Instance.Value) : open.Remove(news.Instance.Value);

    /// <summary>What a look shows that the journal does not know. Silence of many at once is no gap of theirs.</summary>
    /// <param name="open">Gaps that the journal knows.</param>
    /// <param name="snapshot">One look at the whole fleet.</param>
    /// <param name="policy">Says how long a launch may take; null: as long as the default.</param>
    /// <param name="now">The moment of judgement.</param>
    public static ImmutableArray<SensorEvent> Changes(
        ImmutableSortedSet<string> open, FleetSnapshot snapshot, RotationPolicy? policy, DateTimeOffset now)
    {
        if (SnapshotAge.IsStale(snapshot, now))
        {
            return [];
        }

        var launchMax = policy?.LaunchTimeout ?? TimeSpan.FromMinutes(15);
        var changes = ImmutableArray.CreateBuilder<SensorEvent>();
        var judged = CorrelatedSilence.Judge(snapshot);
        foreach (var view in judged.Instances)
        {
            if (open.Contains(view.Id.Value) ? Ends(view) : Begins(view, launchMax, now))
            {
                changes.Add(open.Contains(view.Id.Value)
                    ? new SensorEvent.GapClosed(view.Id, view.Running ? view.Sensor.Detail : "it runs no more")
                    : new SensorEvent.GapOpened(view.Id, view.Sensor.Detail));
            }
        }

        var there = judged.Instances.Select(view => view.Id.Value).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(open.Where(instance => !there.Contains(instance))
            .Select(gone => new SensorEvent.GapClosed(new InstanceId(gone), "the instance is gone")));
        return changes.ToImmutable();
    }

    // An instance that boots has not reported yet; an isolated one cannot.
    private static bool Begins(InstanceView view, TimeSpan launchMax, DateTimeOffset now) =>
        view is { Running: true, Isolated: false, Sensor.State: HealthState.Unhealthy }
        && (view.LastBeatAt is not null || now - view.LaunchedAt > launchMax);

    private static bool Ends(InstanceView view) =>
        !view.Running || view.Isolated || view.Sensor.State == HealthState.Healthy;
}
