using ImageForge.Engine.Definitions;
using ImageForge.Engine.Rotations;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>A fleet's bell. What failed is tried again: its next ring may be a week away.</summary>
[RetryPolicy(10, "00:01:00")]
public sealed class RingJob(FleetRounds rounds, ScheduleBook book, ILogger<RingJob> logger) : Doorbell(logger)
{
    /// <inheritdoc/>
    protected override bool IsWorthAnotherTry(Exception exception) => true;

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        // Without one its bell is about to be taken down.
        if (book.Of(BellBoard.FleetOf(context)) is { } policy)
        {
            await rounds.RingAsync(policy, cancellationToken);
        }
    }
}
