using ImageForge.Targets;

namespace ImageForge.Server.Rounds;

/// <summary>Tells others what happened since.</summary>
internal sealed class WebhookRound(Rooms rooms, TimeProvider time, ILogger<WebhookRound> logger)
    : EveryRound(Interval, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override Task GoAsync(CancellationToken cancellationToken) =>
        rooms.WebhookPost.TickAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What is in the air is ended by then; its lease is free for the next node at once.
        await rooms.WebhookPost.DisposeAsync();
        await rooms.Watch.DisposeAsync();
    }
}
