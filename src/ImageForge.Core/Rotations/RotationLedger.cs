using System.Collections.Immutable;

namespace ImageForge.Core.Rotations;

/// <summary>The rotations of a fleet, those of long ago too: a fold over its events.</summary>
public sealed record RotationLedger
{
    // One a day for three years. What is older is in the journal.
    private const int KeptMax = 1000;

    public static readonly RotationLedger Empty = new();

    private RotationLedger() { }

    /// <summary>In the order in which they began; of more than 1,000 the latest.</summary>
    public ImmutableList<RotationSummary> Rotations { get; private init; } = [];

    public static RotationLedger Fold(IEnumerable<(RotationEvent Event, DateTimeOffset At)> events) =>
        events.Aggregate(Empty, (ledger, entry) => ledger.Apply(entry.Event, entry.At));

    public RotationLedger Apply(RotationEvent news, DateTimeOffset at) => news switch
    {
        RotationEvent.Started started => this with
        {
            Rotations = (Rotations.Count < KeptMax ? Rotations : Rotations.RemoveAt(0)).Add(new RotationSummary(
                started.Rotation, started.Image, started.Reason, started.By, at, started.RollbackOf, 0, null, null,
                "")),
        },
        RotationEvent.LaunchBegan => With(last => last with { Launches = last.Launches + 1 }),
        RotationEvent.Finished finished => With(last => last with
        {
            EndedAs = finished.Status, EndedAt = at, EndReason = finished.Reason,
        }),
        _ => this,
    };

    // There is at most one unfinished rotation a fleet, and it is the last.
    private RotationLedger With(Func<RotationSummary, RotationSummary> change) => Rotations is [.., var last]
        ? this with { Rotations = Rotations.SetItem(Rotations.Count - 1, change(last)) }
        : this;
}
