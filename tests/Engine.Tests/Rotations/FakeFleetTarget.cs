using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>
/// A fleet in memory that keeps the contract of a target and goes wrong as the test says. Watches from outside what
/// must never happen: capacity below what it was before a call of ours, more than ever allowed, one token launched
/// twice.
/// </summary>
public sealed class FakeFleetTarget(TimeProvider time) : IFleetTarget
{
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LateTime = TimeSpan.FromSeconds(3);
    private readonly SortedDictionary<InstanceId, FakeInstance> _instances = [];
    private readonly List<(DateTimeOffset At, Action Effect)> _late = [];
    private FleetName? _fleet;

    /// <summary>As the target states them to an engine that is made from now on.</summary>
    public CallLimits? Limits { get; set; }

    public IReadOnlyCollection<FakeInstance> Instances => _instances.Values;

    /// <summary>Every mutation that arrived, such as <c>Launch web-x</c>, in order, repeated ones too.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Tokens of machines really made; one a token unless the contract is broken.</summary>
    public List<string> Created { get; } = [];

    /// <summary>Images whose files are not what was signed.</summary>
    public HashSet<ArtifactId> Changed { get; } = [];

    public bool HasFleet => _fleet is not null;

    /// <summary>Decides how a call goes; given its text and how often this very call arrived before.</summary>
    public Func<string, int, FakeFault> Script { get; set; } = (_, _) => FakeFault.None;

    /// <summary>Called after each mutation that was done.</summary>
    public Action<string> After { get; set; } = _ => { };

    /// <summary>Changes an instance as it is made: a broken image, a sensor that never starts.</summary>
    public Action<FakeInstance> Shape { get; set; } = _ => { };

    /// <summary>Until when the fleet cannot be seen.</summary>
    public DateTimeOffset BlindUntil { get; set; }

    public int LowestServing { get; private set; } = int.MaxValue;
    public int MostAtOnce { get; private set; }
    public int Serving => _instances.Values.Count(instance => instance.Serves(time.GetUtcNow()));

    /// <summary>Forgets what was seen so far, once the fleet is up.</summary>
    public void WatchFromHere() => (LowestServing, MostAtOnce) = (Serving, _instances.Count);

    public FakeInstance Find(InstanceId id) => _instances[id];

    /// <summary>Copies that go wrong before the first one succeeds.</summary>
    public int FailingCopies { get; set; }

    public bool KeepsEvidence => true;

    public Task<EvidenceCopy?> KeepDiskAsync(
        FleetName fleet, InstanceId instance, string reason, CancellationToken cancellationToken)
    {
        Calls.Add($"Keep {instance}");
        return FailingCopies-- > 0
            ? throw new TargetException("no space left on device")
            : Task.FromResult<EvidenceCopy?>(new EvidenceCopy(
                $"{instance}-copy", fleet, instance, _instances[instance].Image, time.GetUtcNow(),
                Digest.OfText(instance.Value), 1, reason));
    }

    public void ProveBootable(ArtifactId image, CancellationToken cancellationToken)
    {
        if (Changed.Contains(image))
        {
            throw new ForgeException(ForgeError.Integrity, $"{image} is not as it was signed", "build it again");
        }
    }

    public Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken)
    {
        _fleet = policy.Fleet;
        return Task.CompletedTask;
    }

    public Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        Settle();
        if (time.GetUtcNow() < BlindUntil)
        {
            throw new TargetException("the socket is gone");
        }

        return Task.FromResult(new FleetSnapshot
        {
            Fleet = fleet,
            ObservedAt = time.GetUtcNow(),
            Instances = [.. _instances.Values.Select(View)],
        });
    }

    public Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken) =>
        Do($"Launch {launch.Instance}", () =>
        {
            if (!_instances.ContainsKey(launch.Instance))
            {
                Create(launch);
            }
        });

    public Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Do($"Register {instance}", () => Change(instance, known =>
            known.Service = known.Service == ServiceState.Unregistered ? ServiceState.Registered : known.Service));

    public Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Do($"Admit {instance}", () => Change(instance, known => known.Service = ServiceState.InService));

    public Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Do($"Drain {instance}", () => Change(instance, known =>
        {
            if (known.Service == ServiceState.InService)
            {
                (known.Service, known.DrainBeganAt) = (ServiceState.Draining, time.GetUtcNow());
            }
        }));

    public Task ReimageAsync(
        FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken) =>
        throw new TargetException("this fake knows no reimage");

    public Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Do($"Isolate {instance}", () => Change(
            instance, known => (known.Service, known.Isolated) = (ServiceState.Unregistered, true)));

    public Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Do($"Terminate {instance}", () => _instances.Remove(instance));

    public Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        if (_instances.Count > 0)
        {
            throw new TargetException("instances are left");
        }

        _fleet = null;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FleetName>>(_fleet is { } there ? [there] : []);

    public Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Task.FromResult<Uri?>(null);

    private void Create(RotationCommand.Launch launch)
    {
        var now = time.GetUtcNow();
        var made = new FakeInstance
        {
            Id = launch.Instance,
            Token = launch.Token,
            Image = launch.Image,
            LaunchedAt = now,
            ReadyAt = now + BootTime,
        };
        Shape(made);
        _instances.Add(made.Id, made);
        Created.Add(launch.Token);
    }

    private Task Do(string call, Action effect)
    {
        Settle();
        var before = Calls.Count(earlier => earlier == call);
        Calls.Add(call);
        switch (Script(call, before))
        {
            case FakeFault.Refused:
                throw new TargetException("refused");
            case FakeFault.Transient:
                throw new TargetException("busy", isTransient: true);
            case FakeFault.LateEffect:
                _late.Add((time.GetUtcNow() + LateTime, effect));
                throw new TargetException("no answer");
            case FakeFault.LostAnswer:
                effect();
                Watch();
                throw new TargetException("the answer was lost");
            default:
                effect();
                Watch();
                After(call);
                return Task.CompletedTask;
        }
    }

    private void Settle()
    {
        var now = time.GetUtcNow();
        foreach (var due in _late.Where(late => late.At <= now).ToList())
        {
            _late.Remove(due);
            due.Effect();
        }

        foreach (var drained in _instances.Values.Where(
            known => known.Service == ServiceState.Draining && known.DrainBeganAt + DrainTime <= now))
        {
            drained.Service = ServiceState.Drained;
        }

        Watch();
    }

    private void Watch() =>
        (LowestServing, MostAtOnce) = (Math.Min(LowestServing, Serving), Math.Max(MostAtOnce, _instances.Count));

    private void Change(InstanceId instance, Action<FakeInstance> change)
    {
        if (!_instances.TryGetValue(instance, out var known))
        {
            throw new TargetException($"{instance} is not there");
        }

        change(known);
    }

    private InstanceView View(FakeInstance known)
    {
        var isUp = known.Running && time.GetUtcNow() >= known.ReadyAt;
        return new InstanceView
        {
            Id = known.Id,
            LaunchToken = known.Token,
            Image = known.Image,
            LaunchedAt = known.LaunchedAt,
            Running = known.Running,
            Service = known.Service,
            Isolated = known.Isolated,
            App = isUp
                ? new HealthView(known.App, known.App == HealthState.Healthy ? "HTTP 200" : "HTTP 503")
                : new HealthView(HealthState.Unhealthy, "no answer"),
            CloudId = known.CloudId,
            Address = known.Address,
            Sensor = isUp ? new HealthView(known.Sensor, "auditd") : new HealthView(
                HealthState.Unhealthy, "no beat yet"),
            LastBeatAt = isUp ? time.GetUtcNow() : null,
        };
    }
}
