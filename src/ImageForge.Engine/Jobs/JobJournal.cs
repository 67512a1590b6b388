using System.Diagnostics;
using System.Text.Json;
using ImageForge.Core.Jobs;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Jobs;

/// <summary>The chain <c>jobs</c>: what happened to jobs in, one record each out.</summary>
public sealed class JobJournal(IJournal journal)
{
    public const string Chain = "jobs";

    private readonly ChainFolds<JobBook> _books = new(
        journal, JobBook.Empty, (book, entry) => book.Apply(entry.Run, EventOf(entry), entry.At),
        (_, fault) => Damaged(fault, null));

    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public Task<JobBook> ReadAsync(CancellationToken cancellationToken) => _books.ReadAsync(Chain, cancellationToken);

    internal Task AppendAsync(string job, JobEvent news, CancellationToken cancellationToken) => journal.AppendAsync(
        Chain, job, PhaseOf(news), job, JsonSerializer.Serialize(news, JobJson.Readable.JobEvent), fence: null,
        cancellationToken);

    private static JournalPhase PhaseOf(JobEvent news) => news switch
    {
        JobEvent.Submitted => JournalPhase.Noted,
        JobEvent.Began => JournalPhase.Began,
        JobEvent.Done => JournalPhase.Done,
        JobEvent.Failed or JobEvent.Interrupted => JournalPhase.Failed,
        _ => throw new UnreachableException($"no case for {news.GetType().Name}"),
    };

    private static JobEvent EventOf(JournalEntry entry) => EntryData.Read(
        entry, JobJson.Readable.JobEvent, (fault, cause) => Damaged(fault, cause));

    private static ForgeException Damaged(string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of jobs cannot be trusted: {fault}", "run `imageforge journal verify`",
        cause);
}
