using System.Collections.Immutable;

namespace ImageForge.Core.Rotations;

/// <summary>Percentages of checkpoints and approval points as instances.</summary>
public static class CheckpointMath
{
    /// <summary>
    /// Checkpoints in instances, ascending, merged: max(1, (p * desired + 99) / 100). Those that take the whole fleet
    /// are left out, because the bake follows them.
    /// </summary>
    public static ImmutableSortedSet<int> Checkpoints(RotationPolicy policy) =>
        [.. policy.Checkpoints.Select(percent => Count(percent, policy.Desired)).Where(n => n < policy.Desired)];

    /// <summary>
    /// The lowest approval point that nobody has let the rotation pass; null if none is left. Points that come to the
    /// same number of instances are one, with the highest of their percentages.
    /// </summary>
    /// <returns>Percent, and instances; 0 percent is 0 instances, before the first.</returns>
    public static (int Percent, int Count)? NextApproval(RotationPolicy policy, RotationControl control) =>
        policy.Approvals.Where(percent => !(percent <= control.ApprovedTo))
            .Select(percent => (Percent: percent, Count: percent == 0 ? 0 : Count(percent, policy.Desired)))
            .GroupBy(point => point.Count)
            .OrderBy(points => points.Key)
            .Select(points => ((int, int)?)points.Max())
            .FirstOrDefault();

    private static int Count(int percent, int desired) => (int)Math.Max(1, (((long)percent * desired) + 99) / 100);
}
