namespace ImageForge.Server.Bells;

/// <summary>
/// Keeps a node's own book of schedules up to date where several share their bells: a bell for looking rings at one of
/// them, and each must know the policies by which it answers the next one.
/// </summary>
internal sealed class ScheduleWatch(BellBoard board, ILogger<ScheduleWatch> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BellTimes.Look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                board.Refresh();
            }
            catch (Exception exception) when (exception is IOException)
            {
                BellLog.Failed(logger, "a look at the schedules", exception.Message);
            }
        }
    }
}
