using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Detection;

/// <summary>Detections as they stand now, read from the journal and from nothing else.</summary>
public sealed class DetectionReader(IJournal journal, TimeProvider time)
{
    private readonly DetectionJournal _detections = new(journal);

    /// <summary>The latest of each fleet (<see cref="DetectionLedger.RecordsMax"/>), the latest first.</summary>
    /// <param name="fleet">Of one fleet only; null: of all.</param>
    /// <exception cref="ForgeException">A fleet's journal was changed by hand (Integrity).</exception>
    public async Task<ImmutableArray<DetectionStanding>> ListAsync(
        FleetName? fleet, CancellationToken cancellationToken)
    {
        var all = new List<DetectionStanding>();
        foreach (var (name, ledger) in await LedgersAsync(fleet, cancellationToken))
        {
            var incidents = ledger.Incidents.GroupBy(incident => incident.Instance)
                .ToDictionary(group => group.Key, group => group.ToList());
            all.AddRange(ledger.Records.Select(record => new DetectionStanding(
                name, record,
                incidents.GetValueOrDefault(record.Event.Instance)?.FindLast(
                    incident => incident.TakenAt <= record.ReportedAt)
                    ?? incidents.GetValueOrDefault(record.Event.Instance)?[0])));
        }

        return
        [
            .. all.OrderByDescending(standing => standing.Record.ReportedAt)
                .ThenBy(standing => standing.Record.Event.Detection, StringComparer.Ordinal),
        ];
    }

    /// <summary>One by its name; null if none is kept under it.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<DetectionStanding?> FindAsync(string detection, CancellationToken cancellationToken) =>
        (await ListAsync(null, cancellationToken)).FirstOrDefault(
            standing => standing.Record.Event.Detection == detection);

    /// <summary>Counts of each fleet that has any.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<ImmutableArray<DetectionCounts>> CountsAsync(CancellationToken cancellationToken) =>
    [
        .. (await LedgersAsync(null, cancellationToken))
            .Where(known => !known.Ledger.Records.IsEmpty)
            .Select(known => new DetectionCounts(
                known.Fleet, known.Ledger.Records.Count, known.Ledger.Repeated, known.Ledger.Dropped,
                known.Ledger.TakenSince(time.GetUtcNow() - TimeSpan.FromHours(1)).Count)),
    ];

    private async Task<List<(FleetName Fleet, DetectionLedger Ledger)>> LedgersAsync(
        FleetName? only, CancellationToken cancellationToken)
    {
        var ledgers = new List<(FleetName, DetectionLedger)>();
        foreach (var fleet in await RotationJournal.ListAsync(journal, cancellationToken))
        {
            if (only is null || fleet == only)
            {
                ledgers.Add((fleet, await _detections.ReadAsync(fleet, cancellationToken)));
            }
        }

        return ledgers;
    }
}
