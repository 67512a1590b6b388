using ImageForge.Targets;

namespace ImageForge.Server.Rounds;

/// <summary>Looks whether the journal goes on from where it was.</summary>
internal sealed class WitnessRound(Rooms rooms, TimeProvider time, ILogger<WitnessRound> logger)
    : EveryRound(Interval, time, logger)
{
    // What is written between two looks could be put back unnoticed.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task GoAsync(CancellationToken cancellationToken)
    {
        foreach (var fault in await rooms.Witness.LookAsync(cancellationToken))
        {
            if (_told.Add(fault))
            {
                RoundLog.PutBack(logger, fault);
            }
        }
    }
}
