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

    /// <summary>Approval points in instances; 0 percent is 0, before the first instance.</summary>
    public static ImmutableSortedSet<int> Approvals(RotationPolicy policy) =>
        [.. policy.Approvals.Select(percent => percent == 0 ? 0 : Count(percent, policy.Desired))];

    private static int Count(int percent, int desired) => (int)Math.Max(1, (((long)percent * desired) + 99) / 100);
}
