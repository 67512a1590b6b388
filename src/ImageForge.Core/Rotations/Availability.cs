using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>Whether an instance counts toward the floor, and if not, why and until when.</summary>
public readonly record struct Availability
{
    private readonly string? _detail;
    private readonly DateTimeOffset _since;

    public Availability(AvailabilityState state, DateTimeOffset? availableAt, string detail) =>
        (State, AvailableAt, _detail) = (state, availableAt, detail);

    private Availability(AvailabilityState state, DateTimeOffset? availableAt, DateTimeOffset since) =>
        (State, AvailableAt, _since) = (state, availableAt, since);

    public AvailabilityState State { get; }

    /// <summary>While warming up, when it becomes available if nothing breaks; else null.</summary>
    public DateTimeOffset? AvailableAt { get; }

    /// <summary>
    /// Short text for people, such as <c>app HTTP 503</c>. Of those that serve as they should it is written only when
    /// somebody asks, and of nearly all of them nobody does.
    /// </summary>
    public string Detail => _detail ?? $"healthy since {_since:HH:mm:ss}";

    /// <summary>True if it counts toward the floor.</summary>
    public bool IsAvailable => State == AvailabilityState.Available;

    /// <summary>True if taking it out can lower nothing: it is known not to serve as it should.</summary>
    public bool IsSickOrDead => State is AvailabilityState.Sick or AvailabilityState.Dead;

    /// <summary>Judges one instance of a snapshot.</summary>
    /// <param name="instance">What the target saw.</param>
    /// <param name="history">Says since when it is healthy: a snapshot cannot, and nothing is kept in memory.</param>
    /// <param name="warmup">How long health must last without a break.</param>
    /// <param name="now">The moment of judgement.</param>
    public static Availability Of(InstanceView instance, RotationHistory history, TimeSpan warmup, DateTimeOffset now)
    {
        if (!instance.Running)
        {
            return new Availability(AvailabilityState.Dead, null, "not running");
        }

        if (instance.App.State == HealthState.Unhealthy || instance.Sensor.State == HealthState.Unhealthy)
        {
            return new Availability(AvailabilityState.Sick, null, Describe(instance));
        }

        if (!instance.App.IsHealthy || !instance.Sensor.IsHealthy)
        {
            return new Availability(AvailabilityState.Unknown, null, Describe(instance));
        }

        if (instance.Service != ServiceState.InService)
        {
            return new Availability(AvailabilityState.OutOfService, null, $"healthy, but {instance.Service}");
        }

        // Healthy now but not so in the record: the record has not caught up, so the warm-up starts at this look.
        var since = history.Of(instance.Id).InServiceSince ?? now;
        var availableAt = since + warmup;
        return availableAt <= now
            ? new Availability(AvailabilityState.Available, null, since)
            : new Availability(AvailabilityState.WarmingUp, availableAt, since);
    }

    private static string Describe(InstanceView instance) => (instance.App.IsHealthy, instance.Sensor.IsHealthy) switch
    {
        (true, _) => $"sensor {instance.Sensor.Detail}",
        (false, true) => $"app {instance.App.Detail}",
        _ => $"app {instance.App.Detail}, sensor {instance.Sensor.Detail}",
    };
}
