using ImageForge.Core.Fleets;
using ImageForge.Engine.Leases;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// Leases as they are, and a note of which of them work of this process still goes on under. No real target takes an
/// epoch; a simulated cloud does, to tell whether an older writer still acts.
/// </summary>
public sealed class EpochWatch(ILeases leases) : ILeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedSet<long>> _working = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    /// <summary>
    /// The lease on the fleet, lost or not, under which work still goes on: what is sent is sent under it. The oldest,
    /// if a process that stood still has taken the next one before it noticed. Null before the first.
    /// </summary>
    public long? EpochOf(FleetName fleet)
    {
        var name = FleetLeases.NameOf(fleet);
        lock (_gate)
        {
            return _working.GetValueOrDefault(name) is { Count: > 0 } working
                ? working.Min
                : _last.TryGetValue(name, out var last) ? last : null;
        }
    }

    /// <inheritdoc/>
    public async Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        if (await leases.TryTakeAsync(name, holder, cancellationToken) is not { } lease)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_working.TryGetValue(name, out var working))
            {
                _working[name] = working = [];
            }

            working.Add(lease.Fence.Epoch);
            _last[name] = lease.Fence.Epoch;
        }

        return new Watched(this, lease);
    }

    /// <inheritdoc/>
    public Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken) =>
        leases.HolderOfAsync(name, cancellationToken);

    private void Ended(LeaseFence fence)
    {
        lock (_gate)
        {
            _working[fence.Name].Remove(fence.Epoch);
        }
    }

    private sealed class Watched(EpochWatch watch, ILease lease) : ILease
    {
        public LeaseFence Fence => lease.Fence;
        public TimeSpan Left => lease.Left;
        public bool IsLost => lease.IsLost;

        public async ValueTask DisposeAsync()
        {
            watch.Ended(lease.Fence);
            await lease.DisposeAsync();
        }
    }
}
