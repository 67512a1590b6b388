using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>One instance of the model, with the truth about it that a target would only see in part.</summary>
internal sealed class ModelInstance
{
    private static readonly TimeSpan AppBoot = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SensorBoot = TimeSpan.FromSeconds(15);

    public required InstanceId Id { get; init; }
    public required string Token { get; set; }
    public required ArtifactId Image { get; set; }
    public required DateTimeOffset LaunchedAt { get; set; }
    public DateTimeOffset AppUpAt { get; private set; }
    public DateTimeOffset SensorUpAt { get; private set; }
    public string Zone { get; init; } = "local";
    public ServiceState Service { get; set; } = ServiceState.Unregistered;
    public bool Running { get; set; } = true;
    public bool AppBroken { get; set; }
    public bool SensorBroken { get; set; }
    public bool Isolated { get; set; }
    public bool RequestsNeverEnd { get; set; }
    public DateTimeOffset RequestsEndAt { get; set; }

    /// <summary>Since when no beat of its sensor arrives, whoever is to blame; null while they do.</summary>
    public DateTimeOffset? SilentSince { get; set; }

    /// <summary>Since when it is in service and healthy without a break, by the model's own book-keeping.</summary>
    public DateTimeOffset? GoodSince { get; set; }

    /// <summary>Until when a person wants it left alone, by the model's own book-keeping.</summary>
    public DateTimeOffset? ProtectedUntil { get; set; }

    /// <summary>True once its sensor saw an attack.</summary>
    public bool IsCompromised { get; set; }

    public bool AppWorks(DateTimeOffset now) => Running && !Isolated && !AppBroken && now >= AppUpAt;

    public bool SensorWorks(DateTimeOffset now) =>
        Running && !Isolated && !SensorBroken && SilentSince is null && now >= SensorUpAt;

    public bool IsGood(DateTimeOffset now) => Service == ServiceState.InService && AppWorks(now) && SensorWorks(now);

    /// <summary>Starts from its root disk: application and sensor come up after a while.</summary>
    public void Boot(DateTimeOffset now, bool appBroken, bool sensorBroken)
    {
        LaunchedAt = now;
        (AppUpAt, SensorUpAt) = (now + AppBoot, now + SensorBoot);
        (AppBroken, SensorBroken) = (appBroken, sensorBroken);
        (Running, RequestsNeverEnd, SilentSince, GoodSince) = (true, false, null, null);
    }

    /// <summary>When something about it changes by itself; null if nothing does.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now)
    {
        DateTimeOffset[] changes =
        [
            AppUpAt, SensorUpAt,
            Service == ServiceState.Draining && !RequestsNeverEnd ? RequestsEndAt : DateTimeOffset.MinValue,
        ];
        return changes.Where(change => change > now).Select(change => (DateTimeOffset?)change).Min();
    }
}
