using ImageForge.Targets;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>Time to remove what nobody needs any more.</summary>
[DisallowConcurrentExecution]
public sealed class CollectJob(Rooms rooms, ILogger<CollectJob> logger) : Doorbell(logger)
{
    internal const string Name = "collect";

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var removed = await rooms.Leftovers.CollectAsync("imageforge serve", cancellationToken);
        if (removed.Count > 0)
        {
            BellLog.Collected(logger, removed.Count, removed.Sum(item => item.Bytes));
        }
    }
}
