namespace ImageForge.Core.Rotations;

/// <summary>A policy's percentages as the integers that bind, with the arithmetic a person can follow.</summary>
public sealed record CapacityLimits
{
    private CapacityLimits() { }

    public required int Desired { get; init; }

    /// <summary>Instances that must stay available.</summary>
    public required int Floor { get; init; }

    /// <summary>Instances that may exist at once, whatever their state.</summary>
    public required int Ceiling { get; init; }

    /// <summary>Pairs in flight at once.</summary>
    public required int Batch { get; init; }

    /// <summary>Failed launches of this rotation that are still tolerated; one more stops it.</summary>
    public required int FailuresTolerated { get; init; }

    public static CapacityLimits Of(RotationPolicy policy) => new()
    {
        Desired = policy.Desired,
        Floor = RoundUp(policy.MinHealthyPercentage, policy.Desired),
        Ceiling = RoundUp(policy.MaxHealthyPercentage, policy.Desired),
        Batch = Math.Max(1, RoundDown(policy.MaxBatchPercentage, policy.Desired)),
        FailuresTolerated = Math.Max(1, RoundDown(policy.MaxUnhealthyPercentage, policy.Desired)),
    };

    // In long: 200 % of 100,000 instances is far from int's limit, but a limit nobody checks is no limit.
    private static int RoundUp(int percent, int count) => (int)((((long)percent * count) + 99) / 100);

    private static int RoundDown(int percent, int count) => (int)((long)percent * count / 100);
}
