using ImageForge.Engine;
using ImageForge.Engine.Access;

namespace ImageForge.Server.Access;

/// <summary>
/// Adds up what was refused, and puts the sum into the audit chain every ten minutes: who is refused can make numbers
/// grow, not the journal. A killed process takes at most ten minutes of them along.
/// </summary>
internal sealed class RefusalTally(AuditJournal audit, TimeProvider time, ILogger<RefusalTally> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private AuditEvent.Refused? _sum;

    /// <summary>Counts one.</summary>
    /// <param name="isKnown">Whether it was somebody, who may not do this.</param>
    public void Count(bool isKnown, string action, string from)
    {
        lock (_gate)
        {
            var sum = _sum ?? new AuditEvent.Refused(time.GetUtcNow(), 0, 0, action, from);
            _sum = sum with
            {
                Unknown = sum.Unknown + (isKnown ? 0 : 1),
                Forbidden = sum.Forbidden + (isKnown ? 1 : 0),
                LastAction = action,
                LastFrom = from,
            };
        }
    }

    /// <summary>Writes what has come together.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // It stops; what is left is written by StopAsync.
        }
    }

    private async Task WriteAsync()
    {
        AuditEvent.Refused? sum;
        lock (_gate)
        {
            (sum, _sum) = (_sum, null);
        }

        if (sum is null)
        {
            return;
        }

        try
        {
            await audit.NoteRefusedAsync(sum, CancellationToken.None);
        }
        catch (ForgeException exception)
        {
            logger.LogError(
                "{Unknown} unknown and {Forbidden} forbidden requests are not in the journal: {Message}", sum.Unknown,
                sum.Forbidden, exception.Message);
        }
    }
}
