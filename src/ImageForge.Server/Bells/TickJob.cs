using ImageForge.Engine.Definitions;
using ImageForge.Engine.Rotations;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>Time for the next pass of a rotation under way.</summary>
public sealed class TickJob(FleetRounds rounds, ScheduleBook book, ILogger<TickJob> logger) : Doorbell(logger)
{
    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (book.Of(BellBoard.FleetOf(context)) is { } policy)
        {
            await rounds.TickAsync(policy, cancellationToken);
        }
    }
}
