using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Access;

/// <summary>
/// The chain <c>audit</c>: who changed what, from where, and what became of it. A beginning without an end is a change
/// of which only its own journal can tell how far it went: the process ended, or the disk was full.
/// </summary>
public sealed class AuditJournal(IJournal journal, TimeProvider time)
{
    public const string Chain = "audit";

    // Of what strangers may choose, such as the name of a fleet in a path.
    private const int SubjectLengthMax = 200;

    /// <summary>Records that something is about to be done. Nothing may be done if this throws.</summary>
    /// <exception cref="ForgeException">The journal cannot be written.</exception>
    public async Task<AuditedAct> BeginAsync(
        Actor actor, string action, string subject, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var act = new AuditedAct(
            this, $"{now}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", action);
        await AppendAsync(
            act.Run, JournalPhase.Began, action,
            new AuditEvent.Began(
                actor, action, subject.Length > SubjectLengthMax ? $"{subject[..SubjectLengthMax]}…" : subject),
            cancellationToken);
        return act;
    }

    /// <summary>Does something between its two entries.</summary>
    public async Task RecordAsync(
        Actor actor, string action, string subject, Func<Task> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        var audited = await BeginAsync(actor, action, subject, cancellationToken);
        try
        {
            await act();
        }
        catch (Exception exception)
        {
            await audited.EndAsync(isDone: false, $"{exception.GetType().Name}");
            throw;
        }

        await audited.EndAsync(isDone: true, "done");
    }

    /// <summary>Records what was refused, added up: one entry, however many there were.</summary>
    public Task NoteRefusedAsync(AuditEvent.Refused refused, CancellationToken cancellationToken) =>
        AppendAsync("refused", JournalPhase.Noted, "refused", refused, cancellationToken);

    // No caller's token: he may have gone, and what was done was done.
    internal Task EndAsync(AuditedAct act, bool isDone, string outcome) => AppendAsync(
        act.Run, isDone ? JournalPhase.Done : JournalPhase.Failed, act.Action, new AuditEvent.Ended(outcome),
        CancellationToken.None);

    private async Task AppendAsync(
        string run, JournalPhase phase, string subject, AuditEvent news, CancellationToken cancellationToken) =>
        await journal.AppendAsync(
            Chain, run, phase, subject, JsonSerializer.Serialize(news, AuditJson.Readable.AuditEvent), fence: null,
            cancellationToken);
}
