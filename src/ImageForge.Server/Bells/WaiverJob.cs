using ImageForge.Engine;
using ImageForge.Targets;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>
/// Time to look for waivers that are over: gates are asked again, and a review marks what runs on what they refuse.
/// While somebody builds, it rings again each minute until its next ring.
/// </summary>
[DisallowConcurrentExecution]
[RetryPolicy(58, "00:01:00")]
public sealed class WaiverJob(Rooms rooms, ILogger<WaiverJob> logger) : Doorbell(logger)
{
    internal const string Name = "waivers";

    /// <inheritdoc/>
    protected override bool IsWorthAnotherTry(Exception exception) =>
        exception is ForgeException { Error: ForgeError.Busy };

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (rooms.ImageRounds is { } rounds && !(await rounds.GateEndedAsync(cancellationToken)).IsEmpty)
        {
            await context.Scheduler.TriggerJob(new JobKey(ReviewJob.Name), cancellationToken);
        }
    }
}
