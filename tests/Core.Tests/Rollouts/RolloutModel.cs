using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// A small deterministic fleet under virtual time. Knows nothing of plans: it does what it is told, breaks when it is
/// told, and keeps its own count of what is available, against which the planner's promises are measured.
/// </summary>
internal sealed class RolloutModel(FleetName fleet, TimeSpan warmup)
{
    private static readonly TimeSpan AppBoot = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SensorBoot = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RequestsLast = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, InstanceId> _instanceByToken = [];

    public List<ModelInstance> Instances { get; } = [];

    /// <summary>Everything ever launched, in order, so that a fault can name "new 2".</summary>
    public List<InstanceId> Launched { get; } = [];

    public bool SensorsUnknown { get; set; }
    public bool NewAppsBroken { get; set; }
    public bool NewSensorsBroken { get; set; }

    /// <summary>Promises of the target that a command broke, such as two instances from one token.</summary>
    public List<string> Faults { get; } = [];

    public ModelInstance? Find(InstanceId id) => Instances.FirstOrDefault(instance => instance.Id == id);

    public ModelInstance AddRunning(InstanceId id, ArtifactId image, DateTimeOffset since)
    {
        var instance = new ModelInstance
        {
            Id = id,
            Token = $"token{id.Value.Replace("-", "", StringComparison.Ordinal)}",
            Image = image,
            LaunchedAt = since,
            AppUpAt = since,
            SensorUpAt = since,
            Service = ServiceState.InService,
            GoodSince = since,
        };
        Instances.Add(instance);
        return instance;
    }

    public int Available(DateTimeOffset now) =>
        Instances.Count(instance => instance.IsGood(now) && now - instance.GoodSince >= warmup);

    /// <summary>Lets time pass up to <paramref name="now"/>: requests end, health begins and breaks.</summary>
    /// <param name="now">The moment it becomes.</param>
    /// <param name="isSeen">False while looks are stale or sensors unknown: no engine can see a break then.</param>
    public void Advance(DateTimeOffset now, bool isSeen)
    {
        foreach (var instance in Instances)
        {
            if (instance is { Service: ServiceState.Draining, RequestsNeverEnd: false }
                && now >= instance.RequestsEndAt)
            {
                instance.Service = ServiceState.Drained;
            }

            if (isSeen)
            {
                instance.GoodSince = instance.IsGood(now) ? instance.GoodSince ?? now : null;
            }
        }
    }

    public FleetSnapshot Observe(DateTimeOffset now) => new()
    {
        Fleet = fleet,
        ObservedAt = now,
        Instances =
        [
            .. Instances.OrderBy(instance => instance.Id).Select(instance => new InstanceView
            {
                Id = instance.Id,
                LaunchToken = instance.Token,
                Image = instance.Image,
                LaunchedAt = instance.LaunchedAt,
                Running = instance.Running,
                Service = instance.Service,
                App = instance.AppWorks(now)
                    ? new HealthView(HealthState.Healthy, "HTTP 200")
                    : new HealthView(HealthState.Unhealthy, "no answer"),
                Sensor = SensorsUnknown ? new HealthView(HealthState.Unknown, "receiver restarted")
                    : instance.SensorWorks(now) ? new HealthView(HealthState.Healthy, "reporting")
                    : new HealthView(HealthState.Unhealthy, "silent"),
            }),
        ],
    };

    /// <summary>Carries one command out, as often as it is told.</summary>
    public void Do(RotationCommand command, DateTimeOffset now)
    {
        if (command is RotationCommand.Launch launch)
        {
            Launch(launch, now);
        }
        else if (Find(command.Instance) is { } instance)
        {
            Change(instance, command, now);
        }
    }

    private void Launch(RotationCommand.Launch launch, DateTimeOffset now)
    {
        if (_instanceByToken.TryGetValue(launch.Token, out var known))
        {
            if (known != launch.Instance)
            {
                Faults.Add($"token of {known} came again for {launch.Instance}");
            }

            return;
        }

        if (Find(launch.Instance) is not null)
        {
            Faults.Add($"{launch.Instance} launched twice");
        }

        _instanceByToken[launch.Token] = launch.Instance;
        Launched.Add(launch.Instance);
        Instances.Add(new ModelInstance
        {
            Id = launch.Instance,
            Token = launch.Token,
            Image = launch.Image,
            LaunchedAt = now,
            AppUpAt = now + AppBoot,
            SensorUpAt = now + SensorBoot,
            AppBroken = NewAppsBroken,
            SensorBroken = NewSensorsBroken,
        });
    }

    private void Change(ModelInstance instance, RotationCommand command, DateTimeOffset now)
    {
        switch (command)
        {
            case RotationCommand.Register when instance.Service == ServiceState.Unregistered:
                instance.Service = ServiceState.Registered;
                break;
            case RotationCommand.Admit when instance.Service != ServiceState.Unregistered:
                instance.Service = ServiceState.InService;
                instance.GoodSince = instance.IsGood(now) ? instance.GoodSince ?? now : null;
                break;
            case RotationCommand.Drain when instance.Service == ServiceState.InService:
                instance.Service = ServiceState.Draining;
                instance.RequestsEndAt = now + RequestsLast;
                instance.GoodSince = null;
                break;
            case RotationCommand.Terminate:
                Instances.Remove(instance);
                break;
        }
    }
}
