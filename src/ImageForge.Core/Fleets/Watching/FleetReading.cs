using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Fleets.Watching;

/// <summary>One look at a fleet as numbers.</summary>
public sealed record FleetReading
{
    // More images than this at once are told together: a measurement must not grow with what somebody builds.
    private const int ImagesMax = 10;
    private const string Others = "other";

    private FleetReading() { }

    public required FleetName Fleet { get; init; }
    public required DateTimeOffset At { get; init; }
    public required ImmutableArray<ImageShare> Shares { get; init; }

    /// <summary>Of those that run: half are no older than this.</summary>
    public required TimeSpan AgeMedian { get; init; }

    /// <summary>Of those that run: 95 of 100 are no older than this.</summary>
    public required TimeSpan AgeHigh { get; init; }

    public required TimeSpan AgeMost { get; init; }

    /// <summary>Of those that run, how many have a sensor that reports.</summary>
    public required int Sensed { get; init; }

    public required int Running { get; init; }
    public required int Available { get; init; }
    public required int Total { get; init; }

    /// <summary>Null without a schedule.</summary>
    public required CapacityLimits? Limits { get; init; }

    public required bool IsUnderWay { get; init; }
    public required bool IsHeld { get; init; }

    /// <param name="policy">The fleet's; null: it has no schedule that is right.</param>
    /// <param name="snapshot">One look at the whole fleet.</param>
    /// <param name="history">What its journal says.</param>
    /// <param name="isHeld">True if the rotation under way waits for something that does not pass by itself.</param>
    /// <param name="now">The moment of judgement.</param>
    public static FleetReading Of(
        RotationPolicy? policy, FleetSnapshot snapshot, RotationHistory history, bool isHeld, DateTimeOffset now)
    {
        var judged = CorrelatedSilence.Judge(snapshot);
        var states = judged.Instances.Select(view => (View: view, State: StateOf(view))).ToList();
        var running = judged.Instances.Where(view => view.Running).ToList();
        var ages = running.Select(view => Later(now, view.LaunchedAt) - view.LaunchedAt).Order().ToList();
        return new FleetReading
        {
            Fleet = snapshot.Fleet,
            At = snapshot.ObservedAt,
            Shares = SharesOf(states),
            AgeMedian = Percentile(ages, 50),
            AgeHigh = Percentile(ages, 95),
            AgeMost = Percentile(ages, 100),
            Sensed = running.Count(view => view.Sensor.IsHealthy),
            Running = running.Count,
            Available = states.Count(instance => instance.State == AvailabilityState.Available),
            Total = snapshot.Instances.Length,
            Limits = policy is null ? null : CapacityLimits.Of(
                snapshot.Desired is { } desired ? policy with { Desired = desired } : policy),
            IsUnderWay = history.IsUnderWay,
            IsHeld = history.IsUnderWay && isHeld,
        };

        // Who is to warm up is a question of a rotation. Without one, what is healthy and in service serves.
        AvailabilityState StateOf(InstanceView view)
        {
            var state = Availability.Of(view, history.Of(view.Id), policy?.InstanceWarmup ?? TimeSpan.Zero, now).State;
            return state == AvailabilityState.WarmingUp && !history.IsUnderWay ? AvailabilityState.Available : state;
        }
    }

    private static ImmutableArray<ImageShare> SharesOf(List<(InstanceView View, AvailabilityState State)> states)
    {
        var named = states.CountBy(instance => instance.View.Image).OrderByDescending(count => count.Value)
            .ThenBy(count => $"{count.Key}", StringComparer.Ordinal).Take(ImagesMax).Select(count => count.Key)
            .ToHashSet();
        return
        [
            .. states.CountBy(instance => (
                    Image: named.Contains(instance.View.Image) ? $"{instance.View.Image}" : Others, instance.State))
                .Select(count => new ImageShare(count.Key.Image, count.Key.State, count.Value))
                .OrderBy(share => share.Image, StringComparer.Ordinal).ThenBy(share => share.State),
        ];
    }

    // The nearest rank: an age that an instance really has.
    private static TimeSpan Percentile(List<TimeSpan> sorted, int percent) => sorted.Count == 0
        ? TimeSpan.Zero
        : sorted[Math.Max(0, (int)((((long)sorted.Count * percent) + 99) / 100) - 1)];

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
