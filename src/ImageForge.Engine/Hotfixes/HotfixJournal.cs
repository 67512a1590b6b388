using System.Diagnostics;
using System.Text.Json;
using ImageForge.Core.Journal;
using ImageForge.Core.Risk;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Hotfixes;

/// <summary>The chain <c>hotfix</c>: what happened to hotfixes in, one record each out.</summary>
public sealed class HotfixJournal(IJournal journal)
{
    public const string Chain = "hotfix";

    /// <summary>Every hotfix there ever was, the latest first.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public async Task<IReadOnlyList<HotfixRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = await journal.ReadAsync(Chain, after: 0, cancellationToken).ToListAsync(cancellationToken);
        if (JournalChain.FirstFault(entries) is { } fault)
        {
            throw Damaged(fault, null);
        }

        var records = new Dictionary<string, HotfixRecord>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var news = EventOf(entry);
            if (news is HotfixEvent.Decided decided)
            {
                records[entry.Run] = new HotfixRecord { Id = entry.Run, Decision = decided, DecidedAt = entry.At };
            }
            else if (records.TryGetValue(entry.Run, out var known))
            {
                records[entry.Run] = known.Apply(news, entry.At);
            }
        }

        return [.. records.Values.OrderByDescending(record => record.DecidedAt)];
    }

    internal Task AppendAsync(string hotfix, HotfixEvent news, CancellationToken cancellationToken)
    {
        var (phase, subject) = Describe(news, hotfix);
        return journal.AppendAsync(
            Chain, hotfix, phase, subject, JsonSerializer.Serialize(news, HotfixJson.Readable.HotfixEvent), fence: null,
            cancellationToken);
    }

    private static (JournalPhase Phase, string Subject) Describe(HotfixEvent news, string hotfix) => news switch
    {
        HotfixEvent.Decided => (JournalPhase.Began, hotfix),
        HotfixEvent.Built built =>
            (built.Refusing.IsEmpty ? JournalPhase.Done : JournalPhase.Failed, $"{built.Image}"),
        HotfixEvent.Released => (JournalPhase.Noted, hotfix),
        HotfixEvent.FleetBegan began => (JournalPhase.Began, began.Fleet.Value),
        HotfixEvent.FirstInstance first => (JournalPhase.Noted, first.Fleet.Value),
        HotfixEvent.FleetEnded ended =>
            (ended.Complete ? JournalPhase.Done : JournalPhase.Failed, ended.Fleet.Value),
        HotfixEvent.Finished finished => (finished.Done ? JournalPhase.Done : JournalPhase.Failed, hotfix),
        _ => throw new UnreachableException($"no case for {news.GetType().Name}"),
    };

    private static HotfixEvent EventOf(JournalEntry entry) => EntryData.Read(
        entry, HotfixJson.Readable.HotfixEvent, (fault, cause) => Damaged(fault, cause));

    private static ForgeException Damaged(string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of hotfixes cannot be trusted: {fault}", "run `imageforge journal verify`",
        cause);
}
