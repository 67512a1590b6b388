using ImageForge.Engine.Definitions;
using ImageForge.Engine.Detection;
using ImageForge.Engine.Rotations;
using ImageForge.Server.Bells;
using Quartz;

namespace ImageForge.Server.Detections;

/// <summary>Time to begin what detections ask for, and to say in the journal what was counted only.</summary>
[DisallowConcurrentExecution]
public sealed class AnswerJob(
    FleetRounds rounds, DetectionIntake intake, ScheduleBook book, ILogger<AnswerJob> logger) : Doorbell(logger)
{
    internal const string Name = "answer";

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var policy in book.Policies.Values)
        {
            await rounds.AnswerAsync(policy, cancellationToken);
        }

        await intake.CountAsync(cancellationToken);
    }
}
