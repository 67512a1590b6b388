using System.Collections.Immutable;
using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Watching;

/// <summary>The chain <c>sensors/&lt;fleet&gt;</c>: which instances are in a sensor gap.</summary>
public sealed class SensorJournal(IJournal journal)
{
    private const string Prefix = "sensors/";
    private readonly ChainFolds<ImmutableSortedSet<string>> _open = new(
        journal, ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        (open, entry) => SensorGaps.Apply(open, EventOf(entry)), (chain, fault) => Damaged(chain, fault, null));

    public static string ChainOf(FleetName fleet) => $"{Prefix}{fleet}";

    /// <summary>The instances whose gap is open.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public Task<ImmutableSortedSet<string>> OpenAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _open.ReadAsync(ChainOf(fleet), cancellationToken);

    /// <exception cref="ForgeException">The lease was lost (Busy); nothing was written.</exception>
    internal Task AppendAsync(
        FleetName fleet, IReadOnlyList<SensorEvent> news, LeaseFence fence, CancellationToken cancellationToken) =>
        journal.AppendAsync(
            ChainOf(fleet),
            [
                .. news.Select(said => new JournalDraft(
                    "watch", JournalPhase.Noted, said.Instance.Value,
                    JsonSerializer.Serialize(said, SensorJson.Readable.SensorEvent))),
            ],
            fence, cancellationToken);

    private static SensorEvent EventOf(JournalEntry entry) => EntryData.Read(
        entry, SensorJson.Readable.SensorEvent, (fault, cause) => Damaged(entry.Chain, fault, cause));

    private static ForgeException Damaged(string chain, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of sensors of fleet {chain[Prefix.Length..]} cannot be trusted: {fault}",
        "run `imageforge journal verify`", cause);
}
