using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>Who goes first.</summary>
internal static class CandidateOrder
{
    /// <summary>
    /// Those that leave already, so that a choice once made is kept; then those that do not serve anyway, which cost no
    /// availability; then the oldest of each zone in turn, so that no zone is emptied of what is proven while others
    /// wait; then by name, so that the order is the same in every pass.
    /// </summary>
    public static IReadOnlyList<InstanceStanding> Sort(IEnumerable<InstanceStanding> instances)
    {
        var byAge = instances.OrderByDescending(instance => instance.IsDraining)
            .ThenByDescending(instance => instance.Availability.IsSickOrDead || !instance.HasTraffic)
            .ThenBy(instance => instance.View.LaunchedAt)
            .ThenBy(instance => instance.Id).ToList();
        if (byAge.TrueForAll(instance => instance.View.Zone == byAge[0].View.Zone))
        {
            return byAge;
        }

        var taken = new Dictionary<(bool, bool, string), int>();
        var turns = byAge.ToDictionary(instance => instance.Id, instance => Turn(instance.View, instance, taken));
        return
        [
            .. byAge.OrderByDescending(instance => instance.IsDraining)
                .ThenByDescending(instance => instance.Availability.IsSickOrDead || !instance.HasTraffic)
                .ThenBy(instance => turns[instance.Id]),
        ];
    }

    // The how-maniest of its zone it is among its like.
    private static int Turn(
        InstanceView view, InstanceStanding instance, Dictionary<(bool, bool, string), int> taken)
    {
        var key = (instance.IsDraining, instance.Availability.IsSickOrDead || !instance.HasTraffic, view.Zone);
        return taken[key] = taken.GetValueOrDefault(key) + 1;
    }
}
