using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Engine.Telemetry;

namespace ImageForge.Engine.Builds;

/// <summary>Runs steps in order; when one fails, takes back what was begun, in reverse.</summary>
internal sealed class BuildSaga(BuildRecord record, IProgress<BuildProgress> progress, TimeProvider time)
{
    // Stopping a machine takes seconds; removing trees and disks less. Beyond this something hangs.
    private static readonly TimeSpan UndoTimeMax = TimeSpan.FromMinutes(2);

    private readonly Stack<BuildStep> _begun = new();
    private readonly ImmutableArray<PhaseTime>.Builder _phases = ImmutableArray.CreateBuilder<PhaseTime>();

    /// <summary>Wall seconds of the steps that ended so far.</summary>
    public ImmutableArray<PhaseTime> Phases => _phases.ToImmutable();

    /// <exception cref="ForgeException">
    /// A step failed; what could not be taken back either is in its inner exception.
    /// </exception>
    public async Task RunAsync(IEnumerable<BuildStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _begun.Push(step);
            await RunAsync(step, cancellationToken);
        }
    }

    private async Task RunAsync(BuildStep step, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        double Seconds() => time.GetElapsedTime(began).TotalSeconds;
        using var span = ForgeTraces.BuildStep(step.Name);
        try
        {
            var cached = step.IsCached();
            await record.AddAsync(
                JournalPhase.Began, step.Name, new BuildEvent.StepBegan(step.Name), cancellationToken);
            progress.Report(new BuildProgress(step.Name, StepState.Running, "", 0));
            var detail = await step.DoAsync(cancellationToken);
            await record.AddAsync(
                JournalPhase.Done, step.Name, new BuildEvent.StepDone(step.Name, Seconds(), detail), cancellationToken);
            _phases.Add(new PhaseTime(step.Name, Seconds()));
            ForgeTraces.End(span, cached ? "cached" : "done");
            progress.Report(
                new BuildProgress(step.Name, cached ? StepState.Cached : StepState.Done, detail, Seconds()));
        }
        catch (Exception exception)
        {
            ForgeTraces.End(span, "failed", exception.Message);
            progress.Report(new BuildProgress(step.Name, StepState.Failed, exception.Message, Seconds()));

            // No caller's token from here on: it may be the reason why we undo.
            var failures = await UndoAsync(step, exception);
            throw Meaning(step, exception, failures);
        }
    }

    private async Task<List<Exception>> UndoAsync(BuildStep failed, Exception cause)
    {
        using var deadline = new CancellationTokenSource(UndoTimeMax, time);
        var failures = new List<Exception>();
        await TryAsync(() => record.AddAsync(
            JournalPhase.Failed, failed.Name, new BuildEvent.StepFailed(failed.Name, cause.Message), deadline.Token));
        while (_begun.TryPop(out var step))
        {
            if (step.UndoAsync is not { } undo)
            {
                continue;
            }

            var error = await TryAsync(() => undo(deadline.Token));
            await TryAsync(() => record.AddAsync(
                JournalPhase.Undone, step.Name, new BuildEvent.StepUndone(step.Name, error?.Message), deadline.Token));
        }

        return failures;

        // The next undo runs whatever became of this one: each removes something else.
        async Task<Exception?> TryAsync(Func<Task> act)
        {
            try
            {
                await act();
                return null;
            }
            catch (Exception exception)
            {
                failures.Add(exception);
                return exception;
            }
        }
    }

    private static Exception Meaning(BuildStep step, Exception cause, List<Exception> failures)
    {
        if (failures.Count > 0)
        {
            var error = cause is ForgeException forge ? forge.Error : ForgeError.External;
            var left = string.Join("; ", failures.Select(failure => failure.Message));
            return new ForgeException(
                error, $"{step.Name} failed: {cause.Message}; and not everything could be taken back: {left}",
                "run `imageforge gc` once the cause is gone", new AggregateException([cause, .. failures]));
        }

        return cause switch
        {
            TargetException => new ForgeException(
                ForgeError.External, $"{step.Name} failed: {cause.Message}",
                "correct what it names and run the same build again: finished layers are kept", cause),
            IOException io when DiskFull.Is(io) => DiskFull.While($"{step.Name} ran", io),
            _ => cause,
        };
    }
}
