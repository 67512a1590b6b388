using ImageForge.Engine.Definitions;
using ImageForge.Targets;

namespace ImageForge.Server.Rounds;

/// <summary>Looks at every fleet.</summary>
internal sealed class WatchRound(Rooms rooms, ScheduleBook book, TimeProvider time, ILogger<WatchRound> logger)
    : EveryRound(Interval, time, logger)
{
    // A gap shows 20 s after the last heartbeat; metrics are read about once a minute.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override Task GoAsync(CancellationToken cancellationToken) =>
        rooms.Watch.LookAsync(book.Policies, cancellationToken);
}
