using ImageForge.Core.Fleets;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Simulated;

/// <summary>What others do to a fleet: a second controller, autoscaling, the heartbeat receiver, the network.</summary>
internal sealed class FleetFaults(CloudWorld world, SimulatedFleet fleet)
{
    // Above the share at which silence counts as nobody's own.
    private const double SilentShare = 0.5;
    private static readonly TimeSpan DeafMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeafMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SilentMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SilentMax = TimeSpan.FromMinutes(5);

    public void Arm()
    {
        var key = fleet.Name.Value;
        world.Hourly(FaultKind.Interference, key, () => true, Interfere);
        world.Hourly(FaultKind.Autoscaling, key, () => true, Scale);
        world.Hourly(FaultKind.ReceiverRestart, key, () => true, RestartReceiver);
        world.Hourly(FaultKind.CorrelatedSilence, key, () => true, Silence);
    }

    private void Interfere(SeededDraws stream)
    {
        var (number, act) = (stream.NextDouble(), stream.Next(3));
        if (fleet.Instances.Count == 0)
        {
            return;
        }

        var instance = fleet.Instances[(int)(number * fleet.Instances.Count)];
        switch (act)
        {
            case 0:
                world.NoteFault(FaultKind.Interference, instance.Id, "somebody else terminates it");
                fleet.Remove(instance, isOurs: false);
                break;
            case 1 when instance.Service == ServiceState.InService:
                world.NoteFault(FaultKind.Interference, instance.Id, "somebody else drains it");
                fleet.BeginDrain(instance, isOurs: false);
                break;
            case 2 when instance is { AppIsHealthy: true, Service: ServiceState.Draining or ServiceState.Drained }:
                world.NoteFault(FaultKind.Interference, instance.Id, "somebody else puts it back");
                fleet.Serve(instance);
                break;
        }
    }

    private void Scale(SeededDraws stream)
    {
        var share = 0.5 + stream.NextDouble();
        if (fleet.Policy is { } policy)
        {
            var desired = Math.Max(1, (int)Math.Round(policy.Desired * share));
            world.NoteFault(FaultKind.Autoscaling, null, $"{desired} wanted, {policy.Desired} by policy");
            fleet.Want(desired);
        }
    }

    private void RestartReceiver(SeededDraws stream)
    {
        var lasts = world.WhileFaultsGoOn(stream.Between(DeafMin, DeafMax));
        world.NoteFault(FaultKind.ReceiverRestart, null, $"deaf for {lasts.TotalSeconds:0} s");
        fleet.DeafUntil = world.Events.Now + lasts;
    }

    private void Silence(SeededDraws stream)
    {
        var lasts = world.WhileFaultsGoOn(stream.Between(SilentMin, SilentMax));
        var concern = $"silent-{world.Events.Now.Ticks}";
        var silent = fleet.Instances
            .Where(instance => instance is { SensorIsHealthy: true, Silenced: false, BeatsUntil: null })
            .Where(instance => world.Stream(concern, instance.Id.Value).Chance(SilentShare))
            .ToList();
        world.NoteFault(FaultKind.CorrelatedSilence, null, $"{silent.Count} silent for {lasts.TotalSeconds:0} s");
        foreach (var instance in silent)
        {
            Silence(instance, lasts);
        }
    }

    // The gap shows once enough beats are missed; the next beat ends it.
    private void Silence(SimulatedInstance instance, TimeSpan lasts)
    {
        var life = instance.Life;
        bool IsSame() => instance is { IsGone: false, Running: true } && instance.Life == life;
        instance.BeatsUntil = world.Events.Now;
        world.Events.After(HeartbeatTiming.GapAfter, () =>
        {
            if (IsSame() && instance.BeatsUntil is not null)
            {
                instance.Silenced = true;
                fleet.Changed(instance, isOurs: false);
            }
        });
        world.Events.After(lasts, () =>
        {
            if (IsSame())
            {
                (instance.BeatsUntil, instance.Silenced) = (null, false);
                fleet.Changed(instance, isOurs: false);
            }
        });
    }
}
