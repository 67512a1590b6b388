using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Webhooks;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Watching;

/// <summary>
/// Looks at every fleet now and then, whether it rotates or not: sensor gaps go into the journal, numbers onto the
/// board. One process an installation does so at a time. Changes nothing of a fleet.
/// </summary>
public sealed class FleetWatch(
    RotationEngine engine, IFleetTarget target, SensorJournal sensors, NoticeJournal notices, RiskReader risks,
    ReadingBoard board, ILeases leases, TimeProvider time, ILogger<FleetWatch> logger) : IAsyncDisposable
{
    /// <summary>The lease of whoever watches.</summary>
    public const string LeaseName = "watch";

    private static readonly string Holder = $"process {Environment.ProcessId} on {Environment.MachineName}";
    private readonly Dictionary<FleetName, string> _told = [];
    private ILease? _lease;

    /// <summary>One look at every fleet. Not to be called twice at the same time.</summary>
    /// <param name="policies">Each fleet's policy in force.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ForgeException">The store cannot be asked.</exception>
    /// <exception cref="TargetException">It cannot be told which fleets there are.</exception>
    public async Task LookAsync(
        IReadOnlyDictionary<string, RotationPolicy> policies, CancellationToken cancellationToken)
    {
        if (await LeaseAsync(cancellationToken) is not { } lease)
        {
            board.Clear();
            return;
        }

        var fleets = await target.ListFleetsAsync(cancellationToken);
        board.KeepOnly(fleets);
        foreach (var fleet in fleets)
        {
            await LookAsync(fleet, policies.GetValueOrDefault(fleet.Value), lease, cancellationToken);
        }

        var standings = await risks.ListAsync(cancellationToken);
        board.Keep(
        [
            .. standings.CountBy(risk => (risk.State, risk.Record.Facts.Severity, risk.IsLate))
                .Select(count => new RiskCount(count.Key.State, count.Key.Severity, count.Key.IsLate, count.Value)),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }
    }

    private async Task<ILease?> LeaseAsync(CancellationToken cancellationToken)
    {
        if (_lease is { IsLost: true })
        {
            await _lease.DisposeAsync();
            _lease = null;
        }

        return _lease ??= await leases.TryTakeAsync(LeaseName, Holder, cancellationToken);
    }

    // A fleet that cannot be seen keeps nobody from looking at the next one.
    private async Task LookAsync(
        FleetName fleet, RotationPolicy? policy, ILease lease, CancellationToken cancellationToken)
    {
        try
        {
            if (await engine.TryObserveAsync(fleet, policy, cancellationToken) is not var (snapshot, history))
            {
                return;
            }

            var open = await sensors.OpenAsync(fleet, cancellationToken);
            var changes = SensorGaps.Changes(open, snapshot, policy, time.GetUtcNow());
            if (!changes.IsEmpty)
            {
                await sensors.AppendAsync(fleet, changes, lease.Fence, cancellationToken);
                Tell(fleet, changes);
            }

            var isHeld = await notices.IsHeldAsync(fleet, cancellationToken);
            board.Keep(FleetReading.Of(policy, snapshot, history, isHeld, time.GetUtcNow()));
            _told.Remove(fleet);
        }
        catch (Exception exception) when (exception is ForgeException or TargetException)
        {
            if (_told.GetValueOrDefault(fleet) != exception.Message)
            {
                _told[fleet] = exception.Message;
                WatchLog.Blind(logger, fleet, exception.Message);
            }
        }
    }

    private void Tell(FleetName fleet, ImmutableArray<SensorEvent> changes)
    {
        foreach (var change in changes)
        {
            if (change is SensorEvent.GapOpened)
            {
                WatchLog.GapOpened(logger, change.Instance, fleet, change.Detail);
            }
            else
            {
                WatchLog.GapClosed(logger, change.Instance, fleet, change.Detail);
            }
        }
    }
}
