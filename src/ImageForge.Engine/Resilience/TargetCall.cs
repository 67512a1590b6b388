using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ImageForge.Engine.Resilience;

/// <summary>
/// One call to a target: each try has a deadline, and a failure that the target calls transient is tried again a few
/// times. Never put around a step, a loop or a pass: what a lost answer meant is found out by the next observation.
/// </summary>
public sealed class TargetCall
{
    /// <summary>How long one try may take. A launch on a busy machine takes seconds; a minute means it hangs.</summary>
    public static readonly TimeSpan TryTimeMax = TimeSpan.FromSeconds(60);

    private const int RetriesMax = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    public TargetCall(TimeProvider time) => (_time, _pipeline) = (time, PipelineOf(time));

    /// <exception cref="TargetException">The target refused, or did not answer in time.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        await RunAsync(
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken);

    /// <summary>As the other, with all tries and the pauses between them over within a limit.</summary>
    /// <exception cref="TargetException">The target refused, or did not answer in time.</exception>
    public async Task RunWithinAsync(TimeSpan limit, Func<CancellationToken, Task> call)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        try
        {
            await RunAsync(call, deadline.Token);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new TargetException($"no answer within {limit.TotalSeconds:0} s", isTransient: true, exception);
        }
    }

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task}, CancellationToken)"/>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await call(token), cancellationToken);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new TargetException($"no answer within {TryTimeMax.TotalSeconds:0} s", isTransient: true, exception);
        }
    }

    private static ResiliencePipeline PipelineOf(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = "target-call",
                MaxRetryAttempts = RetriesMax,
                Delay = FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,

                // From the clock: as good as chance between processes, and repeatable where time is simulated.
                Randomizer = () => FractionOf(time.GetTimestamp()),

                // A time-out is not among them: the call may still be at work, and the next pass sees what it did.
                // Nor is a call too many: haste is what was wrong with it.
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is TargetException { IsTransient: true, IsThrottled: false }),
            })
            .AddTimeout(TryTimeMax)
            .Build();

    // Even from 0 to below 1, and far apart for neighbours (SplitMix64).
    private static double FractionOf(long timestamp)
    {
        unchecked
        {
            var mixed = (ulong)timestamp + 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
