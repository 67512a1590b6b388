using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// The buckets of one account. Another tenant takes its share of each, evenly: burst and refill are that much smaller.
/// </summary>
/// <param name="tenantShare">0 to below 1.</param>
internal sealed class ApiGate(ApiLimits limits, double tenantShare)
{
    private readonly Dictionary<(string Name, InstanceId? Instance), TokenBucket> _buckets = [];

    /// <summary>True and one token less in each of the action's buckets; false, and nothing less, if one is
    /// empty.</summary>
    public bool TryPass(ApiAction action, InstanceId? instance, TimeSpan now)
    {
        var sizes = limits.Of(action);
        foreach (var size in sizes)
        {
            if (!BucketOf(size, instance).HasOne(now))
            {
                return false;
            }
        }

        foreach (var size in sizes)
        {
            BucketOf(size, instance).Take();
        }

        return true;
    }

    private TokenBucket BucketOf(BucketSize size, InstanceId? instance)
    {
        var key = (size.Name, size.PerInstance ? instance : null);
        if (!_buckets.TryGetValue(key, out var bucket))
        {
            // A share of a small bucket must leave one token, or the action would never be possible.
            var ours = 1 - tenantShare;
            _buckets[key] = bucket = new TokenBucket(Math.Max(1, size.Burst * ours), size.PerSecond * ours);
        }

        return bucket;
    }
}
