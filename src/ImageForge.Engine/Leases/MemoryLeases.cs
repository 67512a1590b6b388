namespace ImageForge.Engine.Leases;

/// <summary>
/// Leases in memory under one clock, for the simulator. Renewals are worked out, not waited for: no timer runs, so
/// virtual time has nothing to order and a seed replays. A test or fault may stop and resume them.
/// </summary>
public sealed class MemoryLeases(TimeProvider time) : ILeases
{
    private readonly Lock _gate = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<string, MemoryLease> _last = [];

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <inheritdoc/>
    public Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var last = _last.GetValueOrDefault(name);
            if (last?.LeftAt(Now) > TimeSpan.Zero)
            {
                return Task.FromResult<ILease?>(null);
            }

            var taken = new MemoryLease(
                this, new LeaseFence(name, (last?.Fence.Epoch ?? 0) + 1), holder, Now);
            _last[name] = taken;
            return Task.FromResult<ILease?>(taken);
        }
    }

    /// <inheritdoc/>
    public Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(HolderOf(name));

    /// <summary>From now on the present holder renews nothing, as a process that was stopped or killed.</summary>
    public void StopRenewals(string name)
    {
        lock (_gate)
        {
            _last.GetValueOrDefault(name)?.Stop(Now);
        }
    }

    /// <summary>The present holder renews at once and goes on, unless that comes too late.</summary>
    public void ResumeRenewals(string name)
    {
        lock (_gate)
        {
            _last.GetValueOrDefault(name)?.Resume(Now);
        }
    }

    /// <summary>Refuses unless the fence is the current holding of its lease.</summary>
    /// <exception cref="ForgeException">It is not (Busy); names who holds the lease now.</exception>
    internal void Require(LeaseFence fence)
    {
        lock (_gate)
        {
            if (_last.GetValueOrDefault(fence.Name) is not { } last || last.Fence != fence
                || last.LeftAt(Now) == TimeSpan.Zero)
            {
                throw fence.Refusal(HolderOf(fence.Name));
            }
        }
    }

    internal TimeSpan LeftOf(MemoryLease lease)
    {
        lock (_gate)
        {
            return lease.LeftAt(Now);
        }
    }

    internal void Release(MemoryLease lease)
    {
        lock (_gate)
        {
            lease.Lose();
        }
    }

    private string? HolderOf(string name)
    {
        lock (_gate)
        {
            return _last.GetValueOrDefault(name) is { } last && last.LeftAt(Now) > TimeSpan.Zero ? last.Holder : null;
        }
    }
}
