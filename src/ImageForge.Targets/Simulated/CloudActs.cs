using System.Collections.Immutable;
using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated;

/// <summary>What a simulated cloud does when it is told to, and what it refuses.</summary>
internal sealed class CloudActs(CloudWorld world, CloudFaults faults)
{
    private readonly SortedDictionary<string, SimulatedFleet> _fleets = new(StringComparer.Ordinal);
    private readonly LaunchLedger _ledger = new();

    public HashSet<ArtifactId> Images { get; } = [];
    public long Launches { get; private set; }

    public ImmutableArray<FleetName> FleetNames =>
    [
        .. _fleets.Values.Where(fleet => fleet.IsUp || fleet.Instances.Count > 0).Select(fleet => fleet.Name),
    ];

    public ImmutableArray<FleetName> KnownFleets =>
        [.. _fleets.Values.Where(fleet => fleet.Policy is not null).Select(fleet => fleet.Name)];

    public SimulatedFleet Fleet(FleetName name)
    {
        if (!_fleets.TryGetValue(name.Value, out var fleet))
        {
            _fleets[name.Value] = fleet = new SimulatedFleet(world, name);
        }

        return fleet;
    }

    public void Ensure(RotationPolicy policy) => Fleet(policy.Fleet).Ensure(policy);

    public void RemoveFleet(FleetName name)
    {
        if (Fleet(name).Instances.Count > 0)
        {
            throw new TargetException($"fleet {name} still has instances");
        }

        Fleet(name).TakeDown();
    }

    public void Populate(RotationPolicy policy, IEnumerable<InstanceView> views)
    {
        var fleet = Fleet(policy.Fleet);
        fleet.Ensure(policy);
        foreach (var view in views)
        {
            Images.Add(view.Image);
            fleet.Add(InstanceOf(view));
            _ledger.Accept(view.LaunchToken, $"{view.Id} of the start");
        }
    }

    public void Kill(InstanceId id)
    {
        if (OwnerOf(id) is { } fleet && fleet.Find(id) is { } instance)
        {
            fleet.Life.End(instance);
        }
    }

    /// <exception cref="TargetException">It is refused.</exception>
    /// <exception cref="ForgeException">There is no such image.</exception>
    public void Do(CloudAct act, bool isLate)
    {
        var fleet = Fleet(act.Fleet);
        var id = act.Command.Instance;
        fleet.Truth.JudgeWriter(act.Action, id, isLate ? null : act.Epoch);
        switch (act.Command)
        {
            case RotationCommand.Launch launch:
                Make(fleet, launch, act.Look, isLate);
                break;
            case RotationCommand.Register:
                Register(fleet, Running(fleet, id));
                break;
            case RotationCommand.Admit:
                Admit(fleet, Require(fleet, id));
                break;
            case RotationCommand.Drain when fleet.Find(id) is { Service: ServiceState.InService } instance:
                JudgeTaking(fleet, instance, act, isLate);
                fleet.BeginDrain(instance, isOurs: !isLate);
                break;
            case RotationCommand.Drain:
                break;
            case RotationCommand.Reimage reimage:
                Reimage(fleet, reimage, act, isLate);
                break;
            case RotationCommand.Isolate:
                Isolate(fleet, Require(fleet, id), act, isLate);
                break;
            case RotationCommand.Terminate:
                Terminate(fleet, id, act, isLate);
                break;
            default:
                throw new UnreachableException($"no case for {act.Command.GetType().Name}");
        }
    }

    private void Make(SimulatedFleet fleet, RotationCommand.Launch launch, FleetLook? look, bool isLate)
    {
        RequireImage(launch.Image);
        var text = $"launch {launch.Instance} of {fleet.Name} on {launch.Image} in {launch.Zone}";
        if (_ledger.IsDone(launch.Token, text))
        {
            return;
        }

        if (OwnerOf(launch.Instance) is not null)
        {
            throw new TargetException($"{launch.Instance} is there already, from another launch");
        }

        if (faults.IsFull(launch.Zone))
        {
            throw new TargetException($"{launch.Zone} has no room for one more instance") { IsCapacity = true };
        }

        if (world.Occurs(FaultKind.LaunchRefused, $"{launch.Token}/{world.Events.Now.Ticks}", launch.Instance))
        {
            throw new TargetException($"the launch of {launch.Instance} was refused");
        }

        _ledger.Accept(launch.Token, text);
        JudgeTwin(fleet, launch, isLate);
        fleet.Truth.JudgeMaking(launch.Instance, look, isLate);
        var made = new SimulatedInstance(launch.Instance, launch.Zone)
        {
            Token = launch.Token,
            Image = launch.Image,
            LaunchedAt = world.Clock,
            MadeAt = world.Events.Now,
            Launch = launch,
        };
        Launches++;
        fleet.Add(made);
        fleet.Life.Boot(made);
    }

    private void JudgeTwin(SimulatedFleet fleet, RotationCommand.Launch launch, bool isLate)
    {
        if (_ledger.Twin(launch) is { } twin && fleet.Find(twin.Instance) is { Running: true })
        {
            fleet.Truth.Breach(
                BreachKind.DoubleLaunch, ApiAction.Launch, launch.Instance,
                $"{twin.Instance} is attempt {launch.Attempt} of slot {launch.Slot} already, in place of "
                    + $"{launch.Replaces}",
                true, isLate);
        }
    }

    private static void Register(SimulatedFleet fleet, SimulatedInstance instance)
    {
        if (instance.Isolated)
        {
            throw new TargetException($"{instance.Id} is isolated");
        }

        if (!fleet.IsUp)
        {
            throw new TargetException($"the load balancer of fleet {fleet.Name} is not there", isTransient: true);
        }

        if (instance.Service == ServiceState.Unregistered)
        {
            SimulatedFleet.SetService(instance, ServiceState.Registered);
            fleet.Changed(instance, isOurs: true);
        }
    }

    private static void Admit(SimulatedFleet fleet, SimulatedInstance instance)
    {
        if (instance.Service == ServiceState.Unregistered)
        {
            throw new TargetException($"{instance.Id} is not registered");
        }

        if (!instance.AppIsHealthy)
        {
            throw new TargetException(
                $"{instance.Id} gets no traffic before its health check passes", isTransient: true);
        }

        if (instance.Service != ServiceState.InService)
        {
            fleet.Serve(instance);
        }
    }

    private void Reimage(SimulatedFleet fleet, RotationCommand.Reimage reimage, CloudAct act, bool isLate)
    {
        RequireImage(reimage.Image);
        var text = $"reimage {reimage.Instance} of {fleet.Name} with {reimage.Image}";
        if (_ledger.IsDone(reimage.Token, text))
        {
            return;
        }

        var instance = Require(fleet, reimage.Instance);
        if (instance.Service == ServiceState.InService || instance.Isolated)
        {
            throw new TargetException($"{instance.Id} is {(instance.Isolated ? "isolated" : "in service")}");
        }

        _ledger.Accept(reimage.Token, text);
        JudgeTaking(fleet, instance, act, isLate);
        (instance.Token, instance.Image, instance.LaunchedAt) = (reimage.Token, reimage.Image, world.Clock);
        SimulatedFleet.SetService(instance, ServiceState.Unregistered);
        if (!instance.Running)
        {
            instance.Running = true;
            fleet.Life.Age(instance);
        }

        fleet.Life.Boot(instance);
        world.Note(instance.Id, null, reimage.Image, "reimaged");
        fleet.Changed(instance, isOurs: !isLate);
    }

    private void Isolate(SimulatedFleet fleet, SimulatedInstance instance, CloudAct act, bool isLate)
    {
        if (!instance.Isolated)
        {
            JudgeTaking(fleet, instance, act, isLate);
            instance.Isolated = true;
            instance.BeatsUntil ??= world.Events.Now;
            SimulatedFleet.SetService(instance, ServiceState.Unregistered);
            fleet.Changed(instance, isOurs: !isLate);
        }
    }

    private void Terminate(SimulatedFleet fleet, InstanceId id, CloudAct act, bool isLate)
    {
        if (OwnerOf(id) is { } owner && owner != fleet)
        {
            throw new TargetException($"{id} belongs to fleet {owner.Name}");
        }

        if (fleet.Find(id) is { } instance)
        {
            JudgeTaking(fleet, instance, act, isLate);
            fleet.Remove(instance, isOurs: !isLate);
        }
    }

    private static void JudgeTaking(SimulatedFleet fleet, SimulatedInstance instance, CloudAct act, bool isLate)
    {
        if (instance.IsAvailable)
        {
            fleet.Truth.JudgeTaking(act.Action, instance.Id, act.Look, isLate);
        }
    }

    private void RequireImage(ArtifactId image)
    {
        if (!Images.Contains(image))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"the simulated cloud knows no image {image}",
                $"it knows {string.Join(", ", Images.Select(known => $"{known}").Order(StringComparer.Ordinal))}");
        }
    }

    private SimulatedFleet? OwnerOf(InstanceId id) =>
        _fleets.Values.FirstOrDefault(fleet => fleet.Find(id) is not null);

    private static SimulatedInstance Require(SimulatedFleet fleet, InstanceId id) =>
        fleet.Find(id) ?? throw new TargetException($"fleet {fleet.Name} has no instance {id}");

    private static SimulatedInstance Running(SimulatedFleet fleet, InstanceId id) =>
        Require(fleet, id) is { Running: true } running
            ? running
            : throw new TargetException($"{id} does not run");

    private SimulatedInstance InstanceOf(InstanceView view)
    {
        var (app, sensor) = (view.App.State != HealthState.Unhealthy, view.Sensor.State != HealthState.Unhealthy);
        var instance = new SimulatedInstance(view.Id, view.Zone)
        {
            Token = view.LaunchToken,
            Image = view.Image,
            LaunchedAt = view.LaunchedAt,
            MadeAt = TimeSpan.MinValue,
            Running = view.Running,
            Booted = true,
            AppUp = true,
            AppBroken = !app,
            SensorUp = true,
            SensorBroken = !sensor,
            Isolated = view.Isolated,
            Service = view.Service,
            BeatsSince = BeatOf(view.Id),
        };
        if (instance.IsServing)
        {
            (instance.ServingSince, instance.IsAvailable) = (TimeSpan.Zero, true);
        }

        return instance;
    }

    // Each has its own moment within the rhythm, as in life.
    private TimeSpan BeatOf(InstanceId id) =>
        -world.Stream("beat", id.Value).Between(TimeSpan.Zero, Engine.Sensors.HeartbeatTiming.Interval);
}
