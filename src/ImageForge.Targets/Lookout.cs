using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Watching;
using ImageForge.Engine.Webhooks;
using ImageForge.Targets.Webhooks;
using Microsoft.Extensions.Logging;

namespace ImageForge.Targets;

/// <summary>
/// What the service sees beside its work, and tells others: looks at fleets, webhooks, the witness of the journal.
/// </summary>
public sealed class Lookout : IDisposable
{
    private readonly HttpWebhookSender _sender;

    internal Lookout(Rooms rooms, InstallationKey key, ILeases leases, TimeProvider time, ILoggerFactory logs)
    {
        var notices = new NoticeJournal(rooms.Journal);
        Witness = new JournalWitness(rooms.Database, key, rooms.State);
        Readings = new ReadingBoard(time);
        Watch = new FleetWatch(
            rooms.Rotations, rooms.Fleets, new SensorJournal(rooms.Journal), notices, rooms.Risks, Readings, leases,
            time, logs.CreateLogger<FleetWatch>());
        WebhookBook = new WebhookBook(rooms.Definitions, logs.CreateLogger<WebhookBook>());
        Webhooks = new WebhookJournal(rooms.Journal);
        _sender = new HttpWebhookSender(key.InstallationId, time);
        WebhookPost = new WebhookPost(
            WebhookBook, notices, Webhooks, _sender, leases, time, logs.CreateLogger<WebhookPost>());
    }

    /// <summary>Looks at fleets beside their rotations.</summary>
    public FleetWatch Watch { get; }

    /// <summary>What that saw last.</summary>
    public ReadingBoard Readings { get; }

    public WebhookBook WebhookBook { get; }
    public WebhookJournal Webhooks { get; }

    /// <summary>Tells others of what happens.</summary>
    public WebhookPost WebhookPost { get; }

    /// <summary>Notices a database that was put back.</summary>
    public JournalWitness Witness { get; }

    public void Dispose() => _sender.Dispose();
}
