using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageForge.Core.Fleets;
using ImageForge.Core.Journal;
using ImageForge.Core.Notices;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Watching;

namespace ImageForge.Engine.Webhooks;

/// <summary>Reads from the journal what others are told: every chain of a kind that tells something.</summary>
public sealed class NoticeJournal
{
    // By what a chain's name begins with. Another kind of chain that tells something is a line here.
    private static readonly FrozenDictionary<string, Func<NoticeChain, JournalEntry, NoticeChain>> Kinds =
        new Dictionary<string, Func<NoticeChain, JournalEntry, NoticeChain>>(StringComparer.Ordinal)
        {
            ["fleet"] = (chain, entry) =>
                RotationNotices.Apply(chain, entry, Read(entry, () => RotationEventText.Read(entry.Data))),
            ["image"] = (chain, entry) =>
                ImageNotices.Apply(chain, entry, Read(entry, ImageEventJson.Readable.ImageEvent)),
            ["sensors"] = (chain, entry) =>
                SensorNotices.Apply(chain, entry, Read(entry, SensorJson.Readable.SensorEvent)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly IJournal _journal;
    private readonly ChainFolds<NoticeChain> _chains;

    public NoticeJournal(IJournal journal)
    {
        _journal = journal;
        _chains = new ChainFolds<NoticeChain>(
            journal, NoticeChain.Empty, (chain, entry) => Kinds[KindOf(entry.Chain)](chain, entry),
            (chain, fault) => Damaged(chain, fault, null));
    }

    /// <summary>Every chain that may tell something, by name.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await _journal.ListChainsAsync(cancellationToken)).Select(known => known.Chain)
            .Where(chain => Kinds.ContainsKey(KindOf(chain))),
    ];

    /// <summary>What is told of one chain, from its first entry on.</summary>
    /// <exception cref="ForgeException">It was changed by hand (Integrity): nothing of it is told.</exception>
    public Task<NoticeChain> ReadAsync(string chain, CancellationToken cancellationToken) =>
        _chains.ReadAsync(chain, cancellationToken);

    /// <summary>True if the rotation under way waits for something that does not pass by itself.</summary>
    public async Task<bool> IsHeldAsync(FleetName fleet, CancellationToken cancellationToken) =>
        (await ReadAsync(RotationJournal.ChainOf(fleet), cancellationToken)).HeldFor is not null;

    private static string KindOf(string chain) => chain.Split('/', 2)[0];

    private static T Read<T>(JournalEntry entry, JsonTypeInfo<T> type) =>
        EntryData.Read(entry, type, (fault, cause) => Damaged(entry.Chain, fault, cause));

    private static T Read<T>(JournalEntry entry, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException exception)
        {
            throw Damaged(
                entry.Chain, $"entry {entry.Sequence} holds nothing that this version knows", exception);
        }
    }

    private static ForgeException Damaged(string chain, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal {chain} cannot be trusted: {fault}",
        "run `imageforge journal verify`; nobody is told of it until it is whole", cause);
}
