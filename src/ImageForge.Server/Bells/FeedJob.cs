using ImageForge.Targets;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>Time to fetch feeds. Where one says something else than before, risks are reviewed at once.</summary>
[DisallowConcurrentExecution]
public sealed class FeedJob(Rooms rooms, ILogger<FeedJob> logger) : Doorbell(logger)
{
    internal const string Name = "feeds";

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await rooms.FeedRounds.UpdateAsync(TimeSpan.Zero, cancellationToken))
        {
            await context.Scheduler.TriggerJob(new JobKey(ReviewJob.Name), cancellationToken);
        }
    }
}
