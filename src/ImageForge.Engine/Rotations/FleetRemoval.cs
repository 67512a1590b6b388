using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Takes a fleet down, instance by instance, without regard to its floor: that is what was asked for.
/// </summary>
internal sealed class FleetRemoval(
    IFleetTarget target, RotationJournal journal, FleetLeases leases, CallPacer pacer, TimeProvider time,
    ILogger logger)
{
    // A launch of a process that was killed may still come up after the first round.
    private const int RoundsMax = 3;
    private readonly TargetCall _call = new(time);
    private readonly CommandRunner _commands = new(target, journal, leases, pacer, logger);

    /// <summary>
    /// Returns how many instances were terminated. Does nothing, without a trace, if nothing is there.
    /// </summary>
    /// <param name="cancellationToken">Stops between two instances.</param>
    /// <exception cref="ForgeException">Something could not be removed; names it.</exception>
    public async Task<int> RunAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        try
        {
            return await RemoveAsync(fleet, cancellationToken);
        }
        catch (TargetException exception)
        {
            throw new ForgeException(
                ForgeError.External, $"fleet {fleet} could not be removed: {exception.Message}",
                $"run `imageforge fleet destroy {fleet}` again; what is gone stays gone", exception);
        }
    }

    private async Task<int> RemoveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var run = $"{fleet}-removal-{time.GetUtcNow():yyyyMMdd-HHmmss}";
        var record = await EndRotationAsync(
            fleet, await journal.ReadAsync(fleet, cancellationToken), cancellationToken);
        var terminated = 0;
        var error = (string?)null;
        for (var round = 1; ; round++)
        {
            var snapshot = await _call.RunAsync(token => target.ObserveAsync(fleet, token), cancellationToken);
            if (snapshot.Instances.IsEmpty)
            {
                break;
            }

            if (round > RoundsMax)
            {
                var left = string.Join(", ", snapshot.Instances.Select(view => view.Id));
                throw new TargetException($"{left} are still there; {error ?? "no error"}");
            }

            foreach (var view in snapshot.Instances)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var command = new RotationCommand.Terminate(view.Id, "the fleet is removed");
                while (pacer.TryTake(command.Kind, command.Instance) is { } wait)
                {
                    await Task.Delay(wait, time, cancellationToken);
                }

                (record, error) = await _commands.RunAsync(fleet, run, record, command);
                terminated += error is null ? 1 : 0;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        await leases.SendAsync(fleet, token => target.RemoveFleetAsync(fleet, token));
        if (terminated > 0)
        {
            var summary = new RotationEvent.Held($"fleet removed; {terminated} instances terminated");
            await journal.AppendAsync(fleet, run, record, summary, cancellationToken);
            RotationLog.Removed(logger, fleet, terminated);
        }

        return terminated;
    }

    // Before the first instance goes: a rotation that is still under way would otherwise be resumed into the removal.
    private async Task<RotationRecord> EndRotationAsync(
        FleetName fleet, RotationRecord record, CancellationToken cancellationToken)
    {
        if (record.History is not { IsUnderWay: true, Rotation: { } rotation })
        {
            return record;
        }

        var finished = new RotationEvent.Finished(rotation, RotationStatus.Cancelled, "the fleet is removed");
        return await journal.AppendAsync(fleet, rotation.Value, record, finished, cancellationToken);
    }
}
