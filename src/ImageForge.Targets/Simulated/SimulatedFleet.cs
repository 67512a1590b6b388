using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>One fleet of a simulated cloud: its load balancer, its wish and its instances.</summary>
internal sealed class SimulatedFleet
{
    private readonly CloudWorld _world;
    private readonly SortedDictionary<InstanceId, SimulatedInstance> _instances = [];
    private readonly Queue<(TimeSpan At, SimulatedInstance Instance)> _departed = new();
    private readonly Dictionary<InstanceId, InstancePhase> _phases = [];
    private SimulatedInstance[]? _sorted;
    private bool _armed;

    public SimulatedFleet(CloudWorld world, FleetName name)
    {
        (_world, Name) = (world, name);
        Truth = new FleetTruth(world.Events);
        Life = new InstanceLife(world, instance => Changed(instance, isOurs: false));
    }

    public FleetName Name { get; }
    public FleetTruth Truth { get; }
    public InstanceLife Life { get; }
    public RotationPolicy? Policy { get; private set; }

    /// <summary>True while its load balancer is there.</summary>
    public bool IsUp { get; private set; }

    /// <summary>What autoscaling wants; null while it wants nothing.</summary>
    public int? Desired { get; private set; }

    /// <summary>Until when the heartbeat receiver has heard too little to tell.</summary>
    public TimeSpan DeafUntil { get; set; }

    /// <summary>By name.</summary>
    public IReadOnlyList<SimulatedInstance> Instances => _sorted ??= [.. _instances.Values];

    public void Ensure(RotationPolicy policy)
    {
        (Policy, IsUp) = (policy, true);
        Truth.Set(policy, Desired ?? policy.Desired);
        if (!_armed)
        {
            _armed = true;
            new FleetFaults(_world, this).Arm();
        }
    }

    public void TakeDown() => IsUp = false;

    public void Want(int? desired)
    {
        Desired = desired;
        if (Policy is { } policy)
        {
            Truth.Set(policy, desired ?? policy.Desired);
        }
    }

    public SimulatedInstance? Find(InstanceId id) => _instances.GetValueOrDefault(id);

    public void Add(SimulatedInstance instance)
    {
        _instances.Add(instance.Id, instance);
        _sorted = null;
        Truth.Count(1, instance.IsAvailable ? 1 : 0, isOurs: true);
        Life.Age(instance);
        _world.Note(instance.Id, null, instance.Image, "");
        Changed(instance, isOurs: true);
    }

    public void Remove(SimulatedInstance instance, bool isOurs)
    {
        instance.IsGone = true;
        instance.Service = ServiceState.Unregistered;
        Changed(instance, isOurs);
        _instances.Remove(instance.Id);
        _sorted = null;
        _phases.Remove(instance.Id);
        Truth.Count(-1, 0, isOurs);
        _departed.Enqueue((_world.Events.Now, instance));
        while (_departed.Peek().At < _world.Events.Now - SimulatedInstance.PastMax)
        {
            _departed.Dequeue();
        }
    }

    public void Serve(SimulatedInstance instance)
    {
        SetService(instance, ServiceState.InService);
        Changed(instance, isOurs: true);
    }

    public void BeginDrain(SimulatedInstance instance, bool isOurs)
    {
        SetService(instance, ServiceState.Draining);
        var turn = instance.ServiceTurn;
        var drain = _world.Settings.Drain.Draw(_world.Stream("drain", $"{instance.Token}/{turn}"));
        _world.Events.After(drain, () =>
        {
            if (!instance.IsGone && instance.ServiceTurn == turn)
            {
                SetService(instance, ServiceState.Drained);
                Changed(instance, isOurs: true);
            }
        });
        Changed(instance, isOurs);
    }

    public static void SetService(SimulatedInstance instance, ServiceState service) =>
        (instance.Service, instance.ServiceTurn) = (service, instance.ServiceTurn + 1);

    /// <summary>Something about an instance has changed: counts it anew and keeps what can be seen of it.</summary>
    public void Changed(SimulatedInstance instance, bool isOurs)
    {
        var serves = instance.IsServing && !instance.IsGone;
        if (serves && instance.ServingSince is null)
        {
            Hide(instance, instance.SetBackAt is not null);
            instance.SetBackAt = null;
            BeginWarmup(instance);
        }
        else if (!serves)
        {
            instance.SetBackAt = instance.ServingSince is not null && !isOurs ? _world.Events.Now : instance.SetBackAt;
            Hide(instance, isHidden: false);
            instance.ServingSince = null;
            if (instance.IsAvailable)
            {
                instance.IsAvailable = false;
                Truth.Count(0, -1, isOurs);
            }
        }

        instance.Remember(_world.Events.Now);
        if (instance.Phase != _phases.GetValueOrDefault(instance.Id, InstancePhase.Gone))
        {
            _phases[instance.Id] = instance.Phase;
            _world.Note(instance.Id, instance.Phase, null, "");
        }
    }

    /// <summary>What a look shows.</summary>
    /// <param name="asOf">The moment whose truth it shows; now, or up to a minute ago.</param>
    /// <param name="hideYounger">Launches younger than this are not shown yet.</param>
    public ImmutableArray<InstanceView> SeenAt(TimeSpan asOf, TimeSpan hideYounger)
    {
        var now = _world.Events.Now;
        var shown = asOf < now
            ? Instances.Concat(_departed.Select(gone => gone.Instance)).OrderBy(instance => instance.Id)
            : Instances.AsEnumerable();
        var views = ImmutableArray.CreateBuilder<InstanceView>(_instances.Count);
        foreach (var instance in shown)
        {
            if (instance.MadeAt <= now - hideYounger && instance.SeenAt(asOf, _world.Origin) is { } view
                && !(instance.IsGone && IsGoneAt(instance, asOf)))
            {
                var seen = asOf < DeafUntil && view is { Running: true, LastBeatAt: not null }
                    ? view with { Sensor = new(HealthState.Unknown, "the receiver has just begun to listen") }
                    : view;
                instance.SetBackAt = instance.SetBackAt <= asOf && IsToldOf(seen) ? null : instance.SetBackAt;
                views.Add(seen);
            }
        }

        return views.ToImmutable();
    }

    // Of silence a controller may conclude nothing, whatever else is wrong with that sensor.
    private static bool IsToldOf(InstanceView view) => view.Service != ServiceState.InService
        || view.App.State == HealthState.Unhealthy
        || (view.Sensor.State == HealthState.Unhealthy && !view.SensorIsSilent);

    private void Hide(SimulatedInstance instance, bool isHidden)
    {
        Truth.SetBackUnseen += (isHidden ? 1 : 0) - (instance.IsSetBackUnseen ? 1 : 0);
        instance.IsSetBackUnseen = isHidden;
    }

    private bool IsGoneAt(SimulatedInstance instance, TimeSpan moment) =>
        _departed.Any(gone => gone.Instance == instance && gone.At <= moment);

    private void BeginWarmup(SimulatedInstance instance)
    {
        var since = _world.Events.Now;
        instance.ServingSince = since;
        _world.Events.After(Policy?.InstanceWarmup ?? TimeSpan.Zero, () =>
        {
            if (instance.ServingSince == since && !instance.IsAvailable)
            {
                instance.IsAvailable = true;
                Hide(instance, isHidden: false);
                Truth.Count(0, 1, isOurs: true);
                Changed(instance, isOurs: true);
            }
        });
    }
}
