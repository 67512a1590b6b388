using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Core.Journal;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Journal;

/// <summary>The chain <c>fleet/&lt;name&gt;</c>: rotation events in, rotation history out.</summary>
public sealed class RotationJournal(IJournal journal)
{
    public static string ChainOf(FleetName fleet) => $"fleet/{fleet}";

    /// <summary>Appends an event and returns the record with it.</summary>
    /// <param name="run">The rotation it belongs to, or what else the fleet goes through, such as its removal.</param>
    public async Task<RotationRecord> AppendAsync(
        FleetName fleet, string run, RotationRecord record, RotationEvent rotationEvent,
        CancellationToken cancellationToken)
    {
        var (phase, subject) = Describe(rotationEvent);
        var entry = await journal.AppendAsync(
            ChainOf(fleet), run, phase, subject ?? run, RotationEventText.Write(rotationEvent), cancellationToken);
        return record.With(rotationEvent, entry.At);
    }

    /// <summary>Reads and proves the whole chain.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand: nothing may be decided from it.</exception>
    public async Task<RotationRecord> ReadAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var entries = await journal.ReadAsync(ChainOf(fleet), 0, cancellationToken).ToListAsync(cancellationToken);
        if (JournalChain.FirstFault(entries) is { } fault)
        {
            throw Damaged(fleet, fault, null);
        }

        return entries.Aggregate(RotationRecord.Empty, (record, entry) => record.With(EventOf(fleet, entry), entry.At));
    }

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
        RotationEvent.Protected given => (JournalPhase.Noted, given.Instance.Value),
        RotationEvent.Unprotected ended => (JournalPhase.Noted, ended.Instance.Value),
        RotationEvent.CheckpointReached or RotationEvent.Approved or RotationEvent.Paused or RotationEvent.Resumed
            or RotationEvent.CancelRequested or RotationEvent.WindowsPassed or RotationEvent.BakeBegan
            or RotationEvent.Held => (JournalPhase.Noted, null),
        RotationEvent.Finished finished =>
            (finished.Status == RotationStatus.Complete ? JournalPhase.Done : JournalPhase.Failed, null),
        _ => throw new System.Diagnostics.UnreachableException($"no case for {rotationEvent.GetType().Name}"),
    };
}
