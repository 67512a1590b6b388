using System.Collections.Immutable;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>How many instances are how old, in equal steps from nothing to the oldest or to the limit.</summary>
/// <param name="Step">How much age one step is.</param>
/// <param name="Counts">Instances a step, the youngest first.</param>
/// <param name="Limit">The greatest age allowed; null without a policy.</param>
/// <param name="Oldest">Null without instances.</param>
public sealed record AgeSpread(TimeSpan Step, ImmutableArray<int> Counts, TimeSpan? Limit, TimeSpan? Oldest)
{
    private const int Steps = 15;

    public static AgeSpread Of(IReadOnlyCollection<TimeSpan> ages, TimeSpan? limit)
    {
        var oldest = ages.Count == 0 ? (TimeSpan?)null : ages.Max();
        var span = (oldest > limit || limit is null ? oldest : limit) ?? TimeSpan.FromSeconds(Steps);
        var step = TimeSpan.FromTicks(Math.Max(1, (span.Ticks + Steps - 1) / Steps));
        var counts = new int[Steps];
        foreach (var age in ages)
        {
            counts[Math.Clamp((int)(age.Ticks / step.Ticks), 0, Steps - 1)]++;
        }

        return new AgeSpread(step, [.. counts], limit, oldest);
    }
}
