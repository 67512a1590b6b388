using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// A model of a cloud: instances that take their time, fail and die, an interface that throttles and loses answers.
/// Everything random follows from one seed. Keeps its own count of what is true, whatever its callers saw. Several
/// targets, one for each engine process, may share it.
/// </summary>
public sealed partial class SimulatedCloud
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly CloudWorld _world;
    private readonly CloudActs _acts;
    private readonly ApiGate _api;
    private readonly CallFates _fates;
    private readonly SortedDictionary<ApiAction, long> _calls = [];
    private readonly SortedDictionary<ApiAction, long> _throttled = [];

    /// <param name="time">The caller's clock; virtual time makes clock jumps possible.</param>
    public SimulatedCloud(SimulationSettings settings, TimeProvider time)
    {
        (Settings, _time, _startedAt) = (settings, time, time.GetTimestamp());
        _world = new CloudWorld(settings, new CloudEvents(), time.GetUtcNow());
        var faults = new CloudFaults(_world, time);
        _acts = new CloudActs(_world, faults);
        _api = new ApiGate(settings.Limits, settings.TenantShare);
        _fates = new CallFates(_world);
        faults.Arm();
    }

    public SimulationSettings Settings { get; }

    /// <summary>What happened so far, in order.</summary>
    public ImmutableArray<SimulationEvent> Events => Now(() => _world.Trace.ToImmutableArray());

    public SimulationCounters Counters => Now(() => new SimulationCounters
    {
        Calls = _calls.ToImmutableSortedDictionary(),
        Throttled = _throttled.ToImmutableSortedDictionary(),
        Faults = _world.Faults.ToImmutableSortedDictionary(),
        Launches = _acts.Launches,
    });

    /// <summary>Every image that is known, those of the instances at the start too.</summary>
    public ImmutableArray<ArtifactId> Images => Now(() => _acts.Images.ToImmutableArray());

    /// <summary>Makes an image known; others cannot be launched.</summary>
    public void Publish(ArtifactId image) => Now(() => _acts.Images.Add(image));

    /// <summary>
    /// Puts instances into a fleet that is there from the start. Those in service and healthy have been so for long.
    /// </summary>
    public void Populate(RotationPolicy policy, IEnumerable<InstanceView> views) =>
        Now(() => _acts.Populate(policy, views));

    /// <summary>The same with <paramref name="count"/> instances, spread over the zones, each of its own age.</summary>
    /// <param name="ageOf">The age of an instance by its number, from 0.</param>
    public void Populate(RotationPolicy policy, ArtifactId image, int count, Func<int, TimeSpan> ageOf) =>
        Populate(policy, Enumerable.Range(0, count).Select(number => new InstanceView
        {
            Id = new InstanceId($"{policy.Fleet}-old{number:00000}"),
            LaunchToken = $"{policy.Fleet}-old{number:00000}",
            Image = image,
            LaunchedAt = _world.Origin - ageOf(number),
            Running = true,
            Service = ServiceState.InService,
            App = new HealthView(HealthState.Healthy, ""),
            Sensor = new HealthView(HealthState.Healthy, ""),
            Zone = Settings.Zones[number % Settings.Zones.Length],
        }));

    /// <summary>Ends an instance as if it had died by itself.</summary>
    public void Kill(InstanceId instance) => Now(() => _acts.Kill(instance));

    /// <summary>What autoscaling wants from now on; null leaves it to the policy.</summary>
    public void Want(FleetName fleet, int? desired) => Now(() => _acts.Fleet(fleet).Want(desired));

    /// <summary>Lets something happen later, such as <c>cloud.Kill(…)</c>, at its place among all else that
    /// happens.</summary>
    public void After(TimeSpan wait, Action<SimulatedCloud> happen) =>
        Now(() => _world.Events.After(wait, () => happen(this)));

    /// <summary>What became of the fleet, by the cloud's own count.</summary>
    public FleetFigures FiguresOf(FleetName fleet) => Now(() => _acts.Fleet(fleet).Truth.Figures);

    /// <summary>The fleet's count at every moment at which it changed.</summary>
    public ImmutableArray<CapacitySample> SamplesOf(FleetName fleet) =>
        Now(() => _acts.Fleet(fleet).Truth.Samples.ToImmutableArray());

    /// <summary>Acts of controllers that broke a limit.</summary>
    public ImmutableArray<SimulationBreach> BreachesOf(FleetName fleet) =>
        Now(() => _acts.Fleet(fleet).Truth.Breaches.ToImmutableArray());

    /// <summary>Every fleet that ever had a policy.</summary>
    public ImmutableArray<FleetName> KnownFleets => Now(() => _acts.KnownFleets);

    /// <summary>The latest lease under which anybody acted on the fleet; null if none was named.</summary>
    public long? EpochOf(FleetName fleet) => Now(() => _acts.Fleet(fleet).Truth.Epoch);

    /// <summary>True if a user's request to the fleet is answered well.</summary>
    public bool Serves(FleetName fleet) => Now(() => _acts.Fleet(fleet) is { IsUp: true } known
        && known.Instances.Any(instance => instance.Service == ServiceState.InService && instance.AppIsHealthy));

    private T Now<T>(Func<T> read)
    {
        lock (_gate)
        {
            _world.Events.CatchUp(_time.GetElapsedTime(_startedAt));
            return read();
        }
    }

    private void Now(Action act) => Now(() =>
    {
        act();
        return true;
    });
}
