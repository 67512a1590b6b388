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
    private static readonly TimeSpan RequestsLast = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _tokens = [];
    private readonly Dictionary<string, InstanceId> _instanceByToken = [];

    public List<ModelInstance> Instances { get; } = [];

    /// <summary>Everything ever launched, in order, so that a fault can name "new 2".</summary>
    public List<InstanceId> Launched { get; } = [];

    public IReadOnlyList<string> Zones { get; init; } = ["local"];

    /// <summary>Zones in which nothing can be launched.</summary>
    public HashSet<string> FullZones { get; } = [];

    /// <summary>What the target's own autoscaling wants; null if it has none.</summary>
    public int? Desired { get; set; }

    public bool SensorsUnknown { get; set; }
    public bool NewAppsBroken { get; set; }
    public bool NewSensorsBroken { get; set; }

    /// <summary>Promises of the target that a command broke, such as two instances from one token.</summary>
    public List<string> Faults { get; } = [];

    public ModelInstance? Find(InstanceId id) => Instances.FirstOrDefault(instance => instance.Id == id);

    public bool Knows(string token) => _tokens.Contains(token);

    public ModelInstance AddRunning(InstanceId id, ArtifactId image, string zone, DateTimeOffset since)
    {
        var instance = new ModelInstance
        {
            Id = id,
            Token = $"token{id.Value.Replace("-", "", StringComparison.Ordinal)}",
            Image = image,
            LaunchedAt = since,
            Zone = zone,
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

            var isNobodys = instance.SilentSince is not null && instance.Running && IsCorrelated(instance);
            if (instance.IsGood(now))
            {
                instance.GoodSince ??= now;
            }
            else if (isSeen && !(isNobodys && !instance.AppBroken))
            {
                instance.GoodSince = null;
            }
        }
    }

    /// <summary>True if so many fell silent within half a minute of it that the cause must be another.</summary>
    public bool IsCorrelated(ModelInstance instance)
    {
        var silent = Instances.Where(one => one is { Running: true, Isolated: false, SilentSince: not null })
            .Select(one => one.SilentSince!.Value).ToList();
        var reporting = Instances.Count(one => one.Running && BeatOf(one) is not null);
        var most = Math.Max(1, 30 * reporting / 100);
        var half = TimeSpan.FromSeconds(30);
        return silent.Where(first => first <= instance.SilentSince && instance.SilentSince <= first + half)
            .Any(first => silent.Count(one => one >= first && one <= first + half) > most);
    }

    public FleetSnapshot Observe(DateTimeOffset now) => new()
    {
        Fleet = fleet,
        ObservedAt = now,
        Desired = Desired,
        Zones = [.. Zones],
        Instances = [.. Instances.OrderBy(instance => instance.Id).Select(instance => View(instance, now))],
    };

    /// <summary>Carries one command out, as often as it is told.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="now">When it is done.</param>
    /// <param name="isSeen">
    /// As for <see cref="Advance"/>: what broke since the last look is admitted as healthy.
    /// </param>
    public void Do(RotationCommand command, DateTimeOffset now, bool isSeen)
    {
        if (command is RotationCommand.Launch launch)
        {
            Launch(launch, now);
        }
        else if (Find(command.Instance) is { } instance)
        {
            Change(instance, command, now, isSeen);
        }
    }

    // Beats of those that work arrive now; null where none ever did.
    private static DateTimeOffset? BeatOf(ModelInstance instance, DateTimeOffset? now = null) =>
        instance.SilentSince ?? (instance is { SensorBroken: false, Isolated: false }
            && (now is null || now >= instance.SensorUpAt) ? now ?? DateTimeOffset.MaxValue : null);

    private InstanceView View(ModelInstance instance, DateTimeOffset now) => new()
    {
        Id = instance.Id,
        LaunchToken = instance.Token,
        Image = instance.Image,
        LaunchedAt = instance.LaunchedAt,
        Running = instance.Running,
        Service = instance.Service,
        Isolated = instance.Isolated,
        Zone = instance.Zone,
        LastBeatAt = BeatOf(instance, now),
        SensorIsSilent = instance.SilentSince is not null,
        App = instance.AppWorks(now)
            ? new HealthView(HealthState.Healthy, "HTTP 200")
            : new HealthView(HealthState.Unhealthy, "no answer"),
        Sensor = SensorsUnknown ? new HealthView(HealthState.Unknown, "receiver restarted")
            : instance.SensorWorks(now) ? new HealthView(HealthState.Healthy, "reporting")
            : new HealthView(HealthState.Unhealthy, "silent"),
    };

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

        _tokens.Add(launch.Token);
        _instanceByToken[launch.Token] = launch.Instance;
        Launched.Add(launch.Instance);
        var instance = new ModelInstance
        {
            Id = launch.Instance,
            Token = launch.Token,
            Image = launch.Image,
            LaunchedAt = now,
            Zone = launch.Zone,
        };
        Boot(instance, now);
        Instances.Add(instance);
    }

    private void Change(ModelInstance instance, RotationCommand command, DateTimeOffset now, bool isSeen)
    {
        switch (command)
        {
            case RotationCommand.Register when instance.Service == ServiceState.Unregistered:
                instance.Service = ServiceState.Registered;
                break;
            case RotationCommand.Admit when instance.Service != ServiceState.Unregistered:
                instance.Service = ServiceState.InService;
                instance.GoodSince = instance.IsGood(now) || !isSeen ? instance.GoodSince ?? now : null;
                break;
            case RotationCommand.Drain when instance.Service == ServiceState.InService:
                instance.Service = ServiceState.Draining;
                instance.RequestsEndAt = now + RequestsLast;
                instance.GoodSince = null;
                break;
            case RotationCommand.Reimage reimage when instance.Token != reimage.Token:
                Reimage(instance, reimage, now);
                break;
            case RotationCommand.Isolate:
                (instance.Isolated, instance.Service, instance.GoodSince) = (true, ServiceState.Unregistered, null);
                break;
            case RotationCommand.Terminate:
                Instances.Remove(instance);
                break;
        }
    }

    // The load balancer goes on as it was; what was still running on the old disk is gone with it.
    private void Reimage(ModelInstance instance, RotationCommand.Reimage reimage, DateTimeOffset now)
    {
        if (!_tokens.Add(reimage.Token))
        {
            Faults.Add($"token of a reimage came again for {reimage.Instance}");
        }

        (instance.Token, instance.Image) = (reimage.Token, reimage.Image);
        if (instance.Service == ServiceState.Draining)
        {
            instance.Service = ServiceState.Drained;
        }

        Boot(instance, now);
    }

    // It is the new image that is bad, not whatever is launched.
    private void Boot(ModelInstance instance, DateTimeOffset now)
    {
        var isNew = instance.Image == RolloutRun.New;
        instance.Boot(now, isNew && NewAppsBroken, isNew && NewSensorsBroken);
    }
}
