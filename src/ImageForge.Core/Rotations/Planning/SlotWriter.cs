using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>Numbers slots and writes what begins or repeats one: names, tokens and zones are chosen here.</summary>
internal sealed class SlotWriter(FleetPicture fleet, PlanDraft draft)
{
    // Names are derived by hash; each clash has odds below 1 in 10 million even in the largest fleet.
    private const int ClashesMax = 8;

    // Counted with the first launch of a pass: most passes have none.
    private readonly Lazy<Dictionary<string, int>> _byZone = new(() => fleet.Instances
        .Where(instance => instance.Role != InstanceRole.Leaving).CountBy(instance => instance.Zone).ToDictionary());

    private int _nextSlot = fleet.History.NextSlot;

    /// <summary>Launches an instance for a slot that is new.</summary>
    public void Launch(InstanceId? replaces, string reason) => Launch(_nextSlot++, 1, replaces, reason);

    /// <summary>Launches the next attempt at a slot.</summary>
    public void Launch(int slot, int attempt, InstanceId? replaces, string reason)
    {
        var zone = ZoneOf(slot, replaces);
        var token = RotationNaming.Token(fleet.History.Rotation!.Value, slot, attempt, CommandKind.Launch, zone);
        var name = Enumerable.Range(0, ClashesMax)
            .Select(clash => RotationNaming.Instance(fleet.Policy.Fleet, token, clash))
            .First(id => fleet.Find(id) is null && !fleet.History.Instances.ContainsKey(id)
                && fleet.History.LaunchOf(id) is null);
        _byZone.Value[zone] = _byZone.Value.GetValueOrDefault(zone) + 1;
        draft.Do(new RotationCommand.Launch(name, fleet.Target, slot, attempt, token, replaces, reason)
        {
            Zone = zone,
        });
    }

    /// <summary>Sends the call of a launch or reimage again, as it was.</summary>
    public void Repeat(LaunchRecord launch, string reason) => draft.Do(launch.InPlace
        ? new RotationCommand.Reimage(
            launch.Instance, launch.Image, launch.Slot, launch.Attempt, launch.Token, reason)
        : new RotationCommand.Launch(
            launch.Instance, launch.Image, launch.Slot, launch.Attempt, launch.Token, launch.Replaces, reason)
        {
            Zone = launch.Zone,
        });

    /// <summary>Reimages an instance: in the slot it failed in before, or in a new one.</summary>
    public void Reimage(InstanceStanding instance, string reason)
    {
        var (slot, attempt) = instance.Launch is { InPlace: true, Failed: true } failed
            ? (failed.Slot, failed.Attempt + 1)
            : (_nextSlot++, 1);
        var token = RotationNaming.Token(
            fleet.History.Rotation!.Value, slot, attempt, CommandKind.Reimage, instance.View.Zone);
        draft.Do(new RotationCommand.Reimage(instance.Id, fleet.Target, slot, attempt, token, reason));
    }

    // Where the one it replaces is, else where the fewest are. A zone that had no room for this slot comes last.
    private string ZoneOf(int slot, InstanceId? replaces)
    {
        var without = fleet.History.Slots.GetValueOrDefault(slot) is { } known
            ? known.Attempts.Select(attempt => fleet.History.Launches[attempt])
                .Where(launch => launch.Abandoned).Select(launch => launch.Zone).ToList()
            : [];
        var own = fleet.Find(replaces)?.Zone;
        // What the order below comes to for nearly every launch; a pass may have thousands.
        if (own is not null && without.Count == 0 && fleet.Snapshot.Zones.Contains(own))
        {
            return own;
        }

        return fleet.Snapshot.Zones.OrderBy(zone => without.Count(tried => tried == zone))
            .ThenByDescending(zone => zone == own)
            .ThenBy(zone => _byZone.Value.GetValueOrDefault(zone))
            .First();
    }
}
