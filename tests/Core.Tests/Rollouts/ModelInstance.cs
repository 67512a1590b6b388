using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>One instance of the model, with the truth about it that a target would only see in part.</summary>
internal sealed class ModelInstance
{
    public required InstanceId Id { get; init; }
    public required string Token { get; init; }
    public required ArtifactId Image { get; init; }
    public required DateTimeOffset LaunchedAt { get; init; }
    public required DateTimeOffset AppUpAt { get; set; }
    public required DateTimeOffset SensorUpAt { get; set; }
    public ServiceState Service { get; set; } = ServiceState.Unregistered;
    public bool Running { get; set; } = true;
    public bool AppBroken { get; set; }
    public bool SensorBroken { get; set; }
    public bool RequestsNeverEnd { get; set; }
    public DateTimeOffset RequestsEndAt { get; set; }

    /// <summary>Since when it is in service and healthy without a break, by the model's own book-keeping.</summary>
    public DateTimeOffset? GoodSince { get; set; }

    public bool AppWorks(DateTimeOffset now) => Running && !AppBroken && now >= AppUpAt;

    public bool SensorWorks(DateTimeOffset now) => Running && !SensorBroken && now >= SensorUpAt;

    public bool IsGood(DateTimeOffset now) => Service == ServiceState.InService && AppWorks(now) && SensorWorks(now);
}
