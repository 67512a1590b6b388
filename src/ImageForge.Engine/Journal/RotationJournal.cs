using System.Collections.Concurrent;
using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Core.Journal;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The chain <c>fleet/&lt;name&gt;</c>: rotation events in, rotation history out. Remembers what it has proved and
/// folded, so that a pass of a long rotation reads only what is new. What was changed before that is found by
/// <c>imageforge journal verify</c>, and by the next process.
/// </summary>
/// <param name="leases">Whose fences appends are written under; null where nothing is appended to a fleet at
/// work.</param>
public sealed class RotationJournal(IJournal journal, FleetLeases? leases = null)
{
    private const string Prefix = "fleet/";
    private readonly ConcurrentDictionary<FleetName, Fold> _folds = new();
    private readonly ChainFolds<FleetRoster> _rosters = new(
        journal, FleetRoster.Empty,
        (roster, entry) => roster.Apply(EventOf(FleetOf(entry.Chain), entry), entry.At),
        (chain, fault) => Damaged(FleetOf(chain), fault, null));

    private readonly ChainFolds<RotationLedger> _ledgers = new(
        journal, RotationLedger.Empty,
        (ledger, entry) => ledger.Apply(EventOf(FleetOf(entry.Chain), entry), entry.At),
        (chain, fault) => Damaged(FleetOf(chain), fault, null));

    public static string ChainOf(FleetName fleet) => $"{Prefix}{fleet}";

    private static FleetName FleetOf(string chain) => new(chain[Prefix.Length..]);

    /// <summary>Every fleet that has, or had, a journal.</summary>
    public static async Task<IReadOnlyList<FleetName>> ListAsync(
        IJournal journal, CancellationToken cancellationToken) =>
    [
        // Heads, not entries: whoever looks every few seconds must not count them all.
        .. (await journal.PositionsAsync(null, cancellationToken)).Keys
            .Where(chain => chain.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(FleetOf),
    ];

    /// <summary>Appends an event and returns the record with it.</summary>
    /// <param name="run">The rotation it belongs to, or what else the fleet goes through, such as its removal.</param>
    public Task<RotationRecord> AppendAsync(
        FleetName fleet, string run, RotationRecord record, RotationEvent rotationEvent,
        CancellationToken cancellationToken) =>
        AppendAsync(fleet, record, [(run, rotationEvent)], cancellationToken);

    /// <summary>Appends several events, all of them or none, and returns the record with them.</summary>
    /// <param name="events">In order, each with the run it belongs to.</param>
    public async Task<RotationRecord> AppendAsync(
        FleetName fleet, RotationRecord record, IReadOnlyList<(string Run, RotationEvent Event)> events,
        CancellationToken cancellationToken)
    {
        var entries = await journal.AppendAsync(
            ChainOf(fleet), [.. events.Select(said => Draft(said.Run, said.Event))], leases?.FenceOf(fleet),
            cancellationToken);
        var next = events.Zip(entries).Aggregate(
            record, (known, said) => known.With(said.First.Event, said.Second.At));
        if (_folds.TryGetValue(fleet, out var fold) && ReferenceEquals(fold.Record, record)
            && fold.Last?.Hash == entries[0].Previous)
        {
            _folds[fleet] = new Fold(next, entries[^1]);
        }

        return next;
    }

    /// <summary>Reads and proves the chain: whole the first time, then what came after.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand: nothing may be decided from it.</exception>
    public async Task<RotationRecord> ReadAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var fold = _folds.TryGetValue(fleet, out var known)
            ? await TryContinueAsync(fleet, known, cancellationToken)
            : null;
        if (fold is null)
        {
            var entries = await ListAsync(fleet, 0, cancellationToken);
            if (JournalChain.FirstFault(entries) is { } fault)
            {
                _folds.TryRemove(fleet, out _);
                throw Damaged(fleet, fault, null);
            }

            fold = Extend(fleet, new Fold(RotationRecord.Empty, null), entries);
        }

        _folds[fleet] = fold;
        return fold.Record;
    }

    /// <summary>Which instance runs which image: the whole chain the first time, then what came after.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand: nothing may be decided from it.</exception>
    public Task<FleetRoster> RosterAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _rosters.ReadAsync(ChainOf(fleet), cancellationToken);

    /// <summary>Every rotation there was: the whole chain the first time, then what came after.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand: nothing may be decided from it.</exception>
    public Task<RotationLedger> LedgerAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _ledgers.ReadAsync(ChainOf(fleet), cancellationToken);

    // Null if the chain is not the one known, or its new part does not hold: then the whole of it says what is wrong.
    private async Task<Fold?> TryContinueAsync(FleetName fleet, Fold known, CancellationToken cancellationToken)
    {
        if (known.Last is not { } last)
        {
            return null;
        }

        // With the last one known: a chain that was put in its place shows there.
        var entries = await ListAsync(fleet, last.Sequence - 1, cancellationToken);
        return entries.Count > 0 && entries[0] == last && JournalChain.FirstFault(entries.Skip(1), last) is null
            ? Extend(fleet, known, entries.Skip(1))
            : null;
    }

    private async Task<List<JournalEntry>> ListAsync(
        FleetName fleet, long after, CancellationToken cancellationToken) =>
        await journal.ReadAsync(ChainOf(fleet), after, cancellationToken).ToListAsync(cancellationToken);

    private static Fold Extend(FleetName fleet, Fold fold, IEnumerable<JournalEntry> news) => news.Aggregate(
        fold, (known, entry) => new Fold(known.Record.With(EventOf(fleet, entry), entry.At), entry));

    private static RotationEvent EventOf(FleetName fleet, JournalEntry entry)
    {
        try
        {
            return RotationEventText.Read(entry.Data);
        }
        catch (JsonException exception)
        {
            throw Damaged(fleet, $"entry {entry.Sequence} holds no rotation event this version knows", exception);
        }
    }

    private static JournalDraft Draft(string run, RotationEvent rotationEvent)
    {
        var (phase, subject) = Describe(rotationEvent);
        return new JournalDraft(run, phase, subject ?? run, RotationEventText.Write(rotationEvent));
    }

    /// <summary>What an entry of a fleet's chain says, for other folds over it.</summary>
    internal static RotationEvent EventOf(JournalEntry entry) => EventOf(FleetOf(entry.Chain), entry);

    /// <summary>The refusal to decide anything from a fleet's chain.</summary>
    internal static ForgeException Damaged(string chain, string fault) => Damaged(FleetOf(chain), fault, null);

    private static ForgeException Damaged(FleetName fleet, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of fleet {fleet} cannot be trusted: {fault}",
        "run `imageforge journal verify`; nothing is done with this fleet until its journal is whole", cause);

    private static (JournalPhase Phase, string? Subject) Describe(RotationEvent rotationEvent) => rotationEvent switch
    {
        RotationEvent.Started => (JournalPhase.Began, null),
        RotationEvent.LaunchBegan launch => (JournalPhase.Began, launch.Instance.Value),
        RotationEvent.CommandBegan began => (JournalPhase.Began, began.Instance.Value),
        RotationEvent.CommandDone done => (JournalPhase.Done, done.Instance.Value),
        RotationEvent.CommandFailed failed => (JournalPhase.Failed, failed.Instance.Value),
        RotationEvent.HealthChanged health => (JournalPhase.Noted, health.Instance.Value),
        RotationEvent.InstanceLost lost => (JournalPhase.Noted, lost.Instance.Value),
        RotationEvent.LaunchFailed failed => (JournalPhase.Failed, failed.Instance.Value),
        RotationEvent.LaunchAbandoned abandoned => (JournalPhase.Failed, abandoned.Instance.Value),
        RotationEvent.Marked marked => (JournalPhase.Noted, marked.Instance.Value),
        RotationEvent.Unmarked unmarked => (JournalPhase.Noted, unmarked.Instance.Value),
        RotationEvent.Sighted sighted => (JournalPhase.Noted, sighted.Instance.Value),
        RotationEvent.EvidenceKept kept => (JournalPhase.Done, kept.Instance.Value),
        RotationEvent.EvidenceReleased released => (JournalPhase.Noted, released.Instance.Value),
        RotationEvent.Released released => (JournalPhase.Noted, released.Instance.Value),
        RotationEvent.Protected given => (JournalPhase.Noted, given.Instance.Value),
        RotationEvent.Unprotected ended => (JournalPhase.Noted, ended.Instance.Value),
        RotationEvent.Detected detected => (JournalPhase.Noted, detected.Instance.Value),
        RotationEvent.CheckpointReached or RotationEvent.Approved or RotationEvent.Paused or RotationEvent.Resumed
            or RotationEvent.CancelRequested or RotationEvent.WindowsPassed or RotationEvent.BakeBegan
            or RotationEvent.DetectionsCounted or RotationEvent.Held => (JournalPhase.Noted, null),
        RotationEvent.Finished finished =>
            (finished.Status == RotationStatus.Complete ? JournalPhase.Done : JournalPhase.Failed, null),
        _ => throw new System.Diagnostics.UnreachableException($"no case for {rotationEvent.GetType().Name}"),
    };

    // A chain folded up to an entry, that one included; null if it has none.
    private sealed record Fold(RotationRecord Record, JournalEntry? Last);
}
