using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core.Jobs;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Leases;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Jobs;

/// <summary>
/// Keeps jobs in a queue and does one build at a time. What is in it lives as long as the process; the journal says of
/// what died with one that it was interrupted, and the same request again goes on from what is whole.
/// </summary>
public sealed class JobRunner(JobJournal journal, JobWork work, ILogger<JobRunner> logger) : IDisposable
{
    // A day of builds. Whoever waits behind more should ask who submits them.
    private const int QueueMax = 16;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _door = new(1);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Every job there was, the latest last.</summary>
    /// <exception cref="ForgeException">The journal was changed by hand (Integrity).</exception>
    public async Task<ImmutableList<JobRecord>> ListAsync(CancellationToken cancellationToken) =>
        (await journal.ReadAsync(cancellationToken)).Jobs;

    /// <exception cref="ForgeException">There is none (NotFound).</exception>
    public async Task<JobRecord> FindAsync(string id, CancellationToken cancellationToken) =>
        (await journal.ReadAsync(cancellationToken)).Of(id)
        ?? throw new ForgeException(ForgeError.NotFound, $"there is no job {id}", "/v1/jobs lists them");

    /// <summary>How far a job of this process is; empty for all others.</summary>
    public ImmutableArray<BuildProgress> StepsOf(string id) =>
        _jobs.GetValueOrDefault(id)?.Progress.Steps ?? [];

    /// <summary>Says of jobs whose process is gone that they were interrupted. Before the first of our own.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var job in (await journal.ReadAsync(cancellationToken)).Jobs.Where(job => job.EndedAt is null
            && HolderProcess.IsDead(job.Process)))
        {
            await journal.AppendAsync(
                job.Id, new JobEvent.Interrupted("the service ended in the middle of it"), cancellationToken);
            JobLog.Interrupted(logger, job.Id);
        }
    }

    /// <summary>Takes a job in. The same id again finds the one that was taken in.</summary>
    /// <exception cref="ForgeException">It cannot even begin; or too many wait (Busy).</exception>
    public async Task<JobRecord> SubmitAsync(
        string id, JobRequest request, string by, CancellationToken cancellationToken)
    {
        if ((await journal.ReadAsync(cancellationToken)).Of(id) is { } known)
        {
            return known;
        }

        work.Require(request);
        await _door.WaitAsync(cancellationToken);
        try
        {
            if (_jobs.Values.Count(job => !job.Run.IsCompleted) >= QueueMax)
            {
                throw new ForgeException(
                    ForgeError.Busy, $"{QueueMax} jobs wait or run already", "wait for one of them: /v1/jobs");
            }

            await journal.AppendAsync(
                id, new JobEvent.Submitted(request, by, HolderProcess.Current), cancellationToken);
            Forget();
            var progress = new JobProgress();
            var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            _jobs[id] = new Job(progress, cancel, Task.Run(
                () => RunAsync(id, request, by, progress, cancel.Token), CancellationToken.None));
        }
        finally
        {
            _door.Release();
        }

        return await FindAsync(id, cancellationToken);
    }

    /// <summary>Cuts a job off. What it has made whole is kept.</summary>
    /// <exception cref="ForgeException">There is none (NotFound), it has ended (Usage), or another process keeps it
    /// (Busy).</exception>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        var job = await FindAsync(id, cancellationToken);
        if (job.EndedAt is not null)
        {
            throw new ForgeException(
                ForgeError.Usage, $"job {id} is {job.State.ToString().ToLowerInvariant()} already",
                "/v1/jobs lists them");
        }

        if (!_jobs.TryGetValue(id, out var ours))
        {
            throw new ForgeException(
                ForgeError.Busy, $"another node keeps job {id}", "ask the node that it was submitted to");
        }

        await ours.Cancel.CancelAsync();
    }

    /// <summary>Cuts off what runs, and waits a little for it to say so.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Task.WhenAll(_jobs.Values.Select(job => job.Run)).WaitAsync(StopMax);
        }
        catch (TimeoutException)
        {
            // The next start says of them that they were interrupted.
        }
    }

    private async Task RunAsync(
        string id, JobRequest request, string by, JobProgress progress, CancellationToken cancellationToken)
    {
        var ours = 0;
        try
        {
            await _turn.WaitAsync(cancellationToken);
            ours = 1;
            await journal.AppendAsync(id, new JobEvent.Began(), cancellationToken);
            JobLog.Began(logger, id, by);
            var done = await work.RunAsync(request, by, progress, EndTurn, cancellationToken);
            await EndAsync(id, done);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(id, new JobEvent.Interrupted(
                _stop.IsCancellationRequested ? "the service was stopped" : "somebody cut it off"));
        }
        catch (Exception exception)
        {
            if (FailureOf(exception) is var failure && failure.Error == $"{ForgeError.Unexpected}")
            {
                JobLog.Broke(logger, exception, id);
            }

            await EndAsync(id, failure);
        }
        finally
        {
            EndTurn();
        }

        void EndTurn()
        {
            if (Interlocked.Exchange(ref ours, 0) == 1)
            {
                _turn.Release();
            }
        }
    }

    // Nobody waits for a job: what is not in its record is lost.
    private async Task EndAsync(string id, JobEvent end)
    {
        JobLog.Ended(logger, id, $"{end}");
        try
        {
            await journal.AppendAsync(id, end, CancellationToken.None);
        }
        catch (ForgeException exception)
        {
            JobLog.Unwritten(logger, id, exception.Message);
        }
    }

    private static JobEvent.Failed FailureOf(Exception exception) => exception switch
    {
        ForgeException forge => new JobEvent.Failed($"{forge.Error}", forge.Message, forge.WayOut),
        TargetException => new JobEvent.Failed($"{ForgeError.External}", exception.Message, null),
        DefinitionException => new JobEvent.Failed(
            $"{ForgeError.InvalidDefinition}", exception.Message, "`imageforge validate` says the same"),
        IOException => new JobEvent.Failed($"{ForgeError.Environment}", exception.Message, null),
        _ => new JobEvent.Failed($"{ForgeError.Unexpected}", "an error of ours", "it is in the service's log"),
    };

    // Steps of jobs that ended are of use for a while, not for ever.
    private void Forget()
    {
        foreach (var (id, job) in _jobs.Where(job => job.Value.Run.IsCompleted).Skip(QueueMax).ToList())
        {
            if (_jobs.TryRemove(id, out _))
            {
                job.Cancel.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _turn.Dispose();
        _door.Dispose();
        _stop.Dispose();
    }

    private sealed record Job(JobProgress Progress, CancellationTokenSource Cancel, Task Run);
}
