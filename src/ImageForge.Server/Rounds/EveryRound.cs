using ImageForge.Engine;

namespace ImageForge.Server.Rounds;

/// <summary>
/// Something that is done every few seconds by every node, each by itself: what it is, and who of the nodes does it,
/// the engine decides. Not a bell: a bell rings on one node, and what is missed here comes again by itself.
/// </summary>
internal abstract class EveryRound(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    private string? _told;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await GoAsync(stoppingToken);
                _told = null;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A round that dies would be missed by nobody; and the same fault is not told every few seconds.
                Tell(exception);
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    /// <summary>One round.</summary>
    protected abstract Task GoAsync(CancellationToken cancellationToken);

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Tell(Exception exception)
    {
        if (_told == exception.Message)
        {
            return;
        }

        _told = exception.Message;
        var isKnown = exception is ForgeException or TargetException or IOException;
        RoundLog.Failed(logger, GetType().Name, exception.Message, isKnown ? null : exception);
    }
}
