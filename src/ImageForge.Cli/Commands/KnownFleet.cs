using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary>A fleet that is there, by the name a person typed.</summary>
internal static class KnownFleet
{
    /// <exception cref="ForgeException">It has no instance of one of these names; names those that it has.</exception>
    public static async Task<IReadOnlyList<InstanceId>> InstancesAsync(
        Rooms rooms, FleetName fleet, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var known = (await rooms.LookAsync(fleet, cancellationToken)).Instances.Select(view => view.Id).ToHashSet();
        var instances = names.Select(name => new InstanceId(name)).ToList();
        return instances.Find(instance => !known.Contains(instance)) is { Value: not null } missing
            ? throw new ForgeException(
                ForgeError.NotFound, $"fleet {fleet} has no instance {missing}",
                $"its instances are {string.Join(", ", known)}")
            : instances;
    }

    /// <exception cref="ForgeException">There is none of that name; names those that are there.</exception>
    public static async Task<FleetName> FindAsync(Rooms rooms, string name, CancellationToken cancellationToken)
    {
        var fleets = await rooms.Fleets.ListFleetsAsync(cancellationToken);
        return fleets.Contains(new FleetName(name))
            ? new FleetName(name)
            : throw new ForgeException(
                ForgeError.NotFound, $"there is no fleet {name} {rooms.Place}",
                fleets.Count > 0
                    ? $"there is {string.Join(", ", fleets)}"
                    : "start one: `imageforge fleet launch <schedule>`");
    }
}
