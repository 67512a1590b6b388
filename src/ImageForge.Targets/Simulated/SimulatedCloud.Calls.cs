using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated;

public sealed partial class SimulatedCloud
{
    internal CallFate FateOf(ApiAction action, InstanceId instance) => Now(() => _fates.OfCall(action, instance));

    internal LookFate FateOfLook(FleetName fleet) => Now(() => _fates.OfLook(fleet));

    /// <summary>Counts a call and takes its tokens.</summary>
    /// <exception cref="TargetException">A bucket is empty; transient.</exception>
    internal void Charge(ApiAction action, InstanceId? instance) => Now(() =>
    {
        _calls[action] = _calls.GetValueOrDefault(action) + 1;
        if (!_api.TryPass(action, instance, _world.Events.Now))
        {
            _throttled[action] = _throttled.GetValueOrDefault(action) + 1;
            _world.Note(instance, null, null, $"{action} throttled");
            throw new TargetException($"{action}: request limit exceeded", isTransient: true) { IsThrottled = true };
        }
    });

    /// <summary>The same for a look, which takes a call for each page.</summary>
    internal void ChargeLook(FleetName name) => Now(() =>
    {
        var (instances, page) = (_acts.Fleet(name).Instances.Count, Settings.Limits.LookPage);
        for (var shown = 0; shown == 0 || shown < instances; shown += page)
        {
            Charge(ApiAction.Describe, instance: null);
        }
    });

    /// <summary>Does an act now.</summary>
    /// <exception cref="TargetException">It is refused.</exception>
    internal void Do(CloudAct act) => Now(() => _acts.Do(act, isLate: false));

    /// <summary>Does an act later; nobody hears of a refusal.</summary>
    internal void DoLater(TimeSpan wait, CloudAct act) => Now(() => _world.Events.After(wait, () =>
    {
        try
        {
            _acts.Do(act, isLate: true);
        }
        catch (Exception refusal) when (refusal is TargetException or ForgeException)
        {
            _world.Note(act.Command.Instance, null, null, $"late {act.Action} refused: {refusal.Message}");
        }
    }));

    internal void Ensure(RotationPolicy policy) => Now(() => _acts.Ensure(policy));

    internal (FleetSnapshot Snapshot, FleetLook Look) Look(FleetName name, LookFate fate) => Now(() =>
    {
        var fleet = _acts.Fleet(name);
        var now = _world.Events.Now;
        var asOf = fate.StaleBy < now ? now - fate.StaleBy : TimeSpan.Zero;
        var snapshot = new FleetSnapshot
        {
            Fleet = name,
            ObservedAt = _time.GetUtcNow() - (now - asOf),
            Desired = fleet.Desired,
            Zones = Settings.Zones,
            Instances = fleet.SeenAt(asOf, fate.HideYounger),
        };
        return (snapshot, new FleetLook(asOf, fleet.Truth.Limits?.Floor, fleet.Truth.Limits?.Ceiling));
    });

    internal void Remove(FleetName fleet) => Now(() => _acts.RemoveFleet(fleet));

    internal ImmutableArray<FleetName> Fleets => Now(() => _acts.FleetNames);

    internal bool IsUp(FleetName fleet) => Now(() => _acts.Fleet(fleet).IsUp);
}
