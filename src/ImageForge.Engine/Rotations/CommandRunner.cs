using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>Carries out one command: intent journaled, the target called, outcome journaled.</summary>
internal sealed class CommandRunner(
    IFleetTarget target, RotationJournal journal, FleetLeases leases, CallPacer pacer, ILogger logger)
{
    /// <summary>Returns the record with what happened, and what the target said if it refused.</summary>
    /// <exception cref="ForgeException">The fleet's lease was lost (Busy); nothing was sent.</exception>
    // Takes no caller's token: Ctrl-C comes between two commands, never between an act and its record. The call's own
    // deadlines bound it.
    public async Task<(RotationRecord Record, string? Error)> RunAsync(
        FleetName fleet, string run, RotationRecord record, RotationCommand command)
    {
        await leases.RequireAsync(fleet);
        using var span = ForgeTraces.Command(command);
        RotationLog.Acting(logger, command.Kind, command.Instance, fleet, command.Reason);
        record = await journal.AppendAsync(fleet, run, record, command.Intent, CancellationToken.None);
        try
        {
            // Asks for the lease again: the append may have waited for the database. An intent without an act is
            // what a crash leaves too, and the next pass sees it.
            var tries = 0;
            await leases.SendAsync(fleet, token =>
            {
                if (tries++ > 0)
                {
                    pacer.TakeAgain(command.Kind, command.Instance);
                }

                return SendAsync(fleet, command, token);
            });
        }
        catch (TargetException exception)
        {
            if (exception.IsThrottled)
            {
                pacer.Throttled(command.Kind, command.Instance);
            }

            ForgeMetrics.Called($"{command.Kind}", exception);
            ForgeTraces.End(span, exception.IsThrottled ? "throttled" : "failed", exception.Message);
            RotationLog.ActFailed(logger, command.Kind, command.Instance, fleet, exception.Message);
            var failed = new RotationEvent.CommandFailed(
                command.Instance, command.Kind, exception.Message, exception.IsCapacity);
            record = await journal.AppendAsync(fleet, run, record, failed, CancellationToken.None);
            return (record, $"{command.Kind} {command.Instance}: {exception.Message}");
        }

        ForgeMetrics.Called($"{command.Kind}", null);
        ForgeTraces.End(span, "done");
        var done = new RotationEvent.CommandDone(command.Instance, command.Kind);
        return (await journal.AppendAsync(fleet, run, record, done, CancellationToken.None), null);
    }

    private Task SendAsync(FleetName fleet, RotationCommand command, CancellationToken cancellationToken) =>
        command switch
    {
        RotationCommand.Launch launch => target.LaunchAsync(fleet, launch, cancellationToken),
        RotationCommand.Register => target.RegisterAsync(fleet, command.Instance, cancellationToken),
        RotationCommand.Admit => target.AdmitAsync(fleet, command.Instance, cancellationToken),
        RotationCommand.Drain => target.DrainAsync(fleet, command.Instance, cancellationToken),
        RotationCommand.Reimage reimage => target.ReimageAsync(fleet, reimage, cancellationToken),
        RotationCommand.Isolate => target.IsolateAsync(fleet, command.Instance, cancellationToken),
        RotationCommand.Terminate => target.TerminateAsync(fleet, command.Instance, cancellationToken),
        _ => throw new UnreachableException($"no case for {command.GetType().Name}"),
    };
}
