using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>Time to look for schedules that changed, and for rotations that began or ended.</summary>
[DisallowConcurrentExecution]
public sealed class LookJob(BellBoard board, ILogger<LookJob> logger) : Doorbell(logger)
{
    internal const string Name = "look";

    /// <inheritdoc/>
    protected override Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken) =>
        board.LookAsync(cancellationToken);
}
