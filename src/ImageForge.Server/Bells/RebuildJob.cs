using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Targets;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>
/// An image's bell; one image after the other. While another process builds, it rings again each minute for two hours;
/// what failed waits for its next ring: a build takes minutes, and what gates refuse they refuse again.
/// </summary>
[DisallowConcurrentExecution]
[RetryPolicy(120, "00:01:00")]
public sealed class RebuildJob(Rooms rooms, RebuildBook book, BellTimes times, ILogger<RebuildJob> logger)
    : Doorbell(logger)
{
    /// <inheritdoc/>
    protected override bool IsWorthAnotherTry(Exception exception) =>
        exception is ForgeException { Error: ForgeError.Busy };

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var image = BellBoard.ImageOf(context);

        // Without one its bell is about to be taken down; where no image is built there is nothing to do.
        if (rooms.ImageRounds is { } rounds && book.InForce.GetValueOrDefault(image.Value) is { } rebuild)
        {
            await rounds.RingAsync(
                image, rebuild.When, new BuildOptions { Offline = times.Offline }, cancellationToken);
        }
    }
}
