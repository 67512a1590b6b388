using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Leases;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// Leases as they are, and a note of which one this process took last. No real target takes an epoch; a simulated cloud
/// does, to tell whether an older writer still acts.
/// </summary>
public sealed class EpochWatch(ILeases leases) : ILeases
{
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);

    /// <summary>The latest lease on the fleet, lost or not: what is sent is sent under it. Null before the
    /// first.</summary>
    public long? EpochOf(FleetName fleet) =>
        _epochs.TryGetValue(FleetLeases.NameOf(fleet), out var epoch) ? epoch : null;

    /// <inheritdoc/>
    public async Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        var lease = await leases.TryTakeAsync(name, holder, cancellationToken);
        if (lease is not null)
        {
            _epochs[name] = lease.Fence.Epoch;
        }

        return lease;
    }

    /// <inheritdoc/>
    public Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken) =>
        leases.HolderOfAsync(name, cancellationToken);
}
