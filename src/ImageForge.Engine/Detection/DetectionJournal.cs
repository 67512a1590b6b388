using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Detection;

/// <summary>The chains <c>fleet/&lt;name&gt;</c>, read for detections.</summary>
internal sealed class DetectionJournal(IJournal journal)
{
    private readonly ChainFolds<DetectionLedger> _ledgers = new(
        journal, DetectionLedger.Empty,
        (ledger, entry) => ledger.Apply(RotationJournal.EventOf(entry), entry.At),
        (chain, fault) => RotationJournal.Damaged(chain, fault));

    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public Task<DetectionLedger> ReadAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _ledgers.ReadAsync(RotationJournal.ChainOf(fleet), cancellationToken);
}
