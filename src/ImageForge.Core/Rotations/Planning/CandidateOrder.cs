namespace ImageForge.Core.Rotations.Planning;

/// <summary>Who goes first.</summary>
internal static class CandidateOrder
{
    /// <summary>
    /// Those that leave already, so that a choice once made is kept; then those that do not serve anyway, which cost no
    /// availability; then the oldest; then by name, so that the order is the same in every pass.
    /// </summary>
    public static IReadOnlyList<InstanceStanding> Sort(IEnumerable<InstanceStanding> instances) =>
    [
        .. instances.OrderByDescending(instance => instance.IsDraining)
            .ThenByDescending(instance => instance.Availability.IsSickOrDead || !instance.HasTraffic)
            .ThenBy(instance => instance.View.LaunchedAt)
            .ThenBy(instance => instance.Id),
    ];
}
