using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Leases;

/// <summary>
/// One writer a fleet. Knows which fleets this engine holds, so that no append and no call to a target can be made
/// without, or under a lease that was lost.
/// </summary>
public sealed class FleetLeases(ILeases leases, TimeProvider time)
{
    private static readonly string Holder = $"process {Environment.ProcessId} on {Environment.MachineName}";
    private readonly ConcurrentDictionary<FleetName, ILease> _held = new();
    private readonly TargetCall _call = new(time);

    public static string NameOf(FleetName fleet) => $"fleet/{fleet}";

    /// <summary>Takes the fleet's lease; disposing what is returned frees it.</summary>
    /// <exception cref="ForgeException">Another one is at work on the fleet (Busy); names it.</exception>
    public async Task<IAsyncDisposable> TakeAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var name = NameOf(fleet);
        if (await leases.TryTakeAsync(name, Holder, cancellationToken) is not { } lease)
        {
            throw Busy(fleet, await leases.HolderOfAsync(name, cancellationToken));
        }

        // Work whose lease was lost may not have noticed yet: it would go on under this one.
        if (!_held.TryAdd(fleet, lease))
        {
            await lease.DisposeAsync();
            throw Busy(fleet, Holder);
        }

        return new Holding(_held, fleet, lease);
    }

    /// <summary>What the journal has to refuse appends by.</summary>
    public LeaseFence FenceOf(FleetName fleet) => Held(fleet).Fence;

    /// <summary>Refuses if the lease was lost, or too little is left of it to begin anything.</summary>
    /// <exception cref="ForgeException">So it is (Busy); names who holds the lease now.</exception>
    public async Task RequireAsync(FleetName fleet)
    {
        var lease = Held(fleet);
        if (lease.Left < LeaseTiming.LeastToSend)
        {
            throw lease.Fence.Refusal(await leases.HolderOfAsync(lease.Fence.Name, CancellationToken.None));
        }
    }

    /// <summary>
    /// One call that changes something, with every retry of it over before the lease can be. A caller's token is not
    /// taken: what was sent is waited for.
    /// </summary>
    /// <exception cref="TargetException">The target refused, or did not answer in time.</exception>
    /// <exception cref="ForgeException">The lease was lost before anything was sent (Busy).</exception>
    public async Task SendAsync(FleetName fleet, Func<CancellationToken, Task> call)
    {
        await RequireAsync(fleet);
        var left = Held(fleet).Left - LeaseTiming.Margin;
        await _call.RunWithinAsync(left < TargetCall.TryTimeMax ? left : TargetCall.TryTimeMax, call);
    }

    private ILease Held(FleetName fleet) => _held.TryGetValue(fleet, out var lease)
        ? lease
        : throw new InvalidOperationException($"nothing may be done with fleet {fleet} without its lease");

    private static ForgeException Busy(FleetName fleet, string? holder) => new(
        ForgeError.Busy, $"fleet {fleet} is being worked on by {holder ?? "a process that has just finished"}",
        "wait until it has finished, or end it: a rotation that was ended goes on where it stopped");

    private sealed class Holding(
        ConcurrentDictionary<FleetName, ILease> held, FleetName fleet, ILease lease) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            held.TryRemove(KeyValuePair.Create(fleet, lease));
            await lease.DisposeAsync();
        }
    }
}
