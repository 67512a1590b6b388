using System.Text.Json;
using ImageForge.Core.Journal;
using ImageForge.Core.Notices;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Webhooks;

/// <summary>The chain <c>webhook/&lt;id&gt;</c>: what a receiver has, what is being tried, what was given up.</summary>
public sealed class WebhookJournal(IJournal journal)
{
    private const string Prefix = "webhook/";
    private readonly ChainFolds<WebhookRecord> _records = new(
        journal, WebhookRecord.Empty, (record, entry) => record.Apply(EventOf(entry), entry.At),
        (chain, fault) => Damaged(chain, fault, null));

    public static string ChainOf(string webhook) => $"{Prefix}{webhook}";

    /// <summary>Reads and proves the chain.</summary>
    /// <exception cref="ForgeException">It was changed by hand (Integrity): nothing is sent from it.</exception>
    public Task<WebhookRecord> ReadAsync(string webhook, CancellationToken cancellationToken) =>
        _records.ReadAsync(ChainOf(webhook), cancellationToken);

    /// <param name="fence">The lease under which messages are sent.</param>
    /// <exception cref="ForgeException">The lease was lost (Busy); nothing was written.</exception>
    internal Task AppendAsync(
        string webhook, WebhookEvent news, LeaseFence fence, CancellationToken cancellationToken)
    {
        var (phase, subject) = news switch
        {
            WebhookEvent.Joined => (JournalPhase.Noted, webhook),
            WebhookEvent.Sent sent => (JournalPhase.Done, sent.Id),
            WebhookEvent.Failed failed => (JournalPhase.Noted, failed.Id),
            WebhookEvent.GivenUp given => (JournalPhase.Failed, given.Id),
            _ => throw new System.Diagnostics.UnreachableException($"no case for {news.GetType().Name}"),
        };
        return journal.AppendAsync(
            ChainOf(webhook), webhook, phase, subject,
            JsonSerializer.Serialize(news, WebhookJson.Readable.WebhookEvent), fence, cancellationToken);
    }

    private static WebhookEvent EventOf(JournalEntry entry) => EntryData.Read(
        entry, WebhookJson.Readable.WebhookEvent, (fault, cause) => Damaged(entry.Chain, fault, cause));

    private static ForgeException Damaged(string chain, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of webhook {chain[Prefix.Length..]} cannot be trusted: {fault}",
        "run `imageforge journal verify`; nothing is sent to it until its journal is whole", cause);
}
