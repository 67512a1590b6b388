using ImageForge.Engine.Definitions;
using ImageForge.Targets;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>Time to look for what grows old and is replaced by nobody.</summary>
[DisallowConcurrentExecution]
public sealed class AgeJob(Rooms rooms, ScheduleBook book, ILogger<AgeJob> logger) : Doorbell(logger)
{
    internal const string Name = "age";

    /// <inheritdoc/>
    protected override Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken) =>
        rooms.AgeWatch.LookAsync(book.Policies.Values, cancellationToken);
}
