using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Core.Risk;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Risk;

/// <summary>The chains <c>risk/&lt;image&gt;</c>: what reviews found in, one ledger an image out.</summary>
public sealed class RiskJournal(IJournal journal)
{
    private const string Prefix = "risk/";

    private readonly ConcurrentDictionary<ImageName, (RiskLedger Ledger, JournalEntry? Last)> _folds = new();

    public static string ChainOf(ImageName image) => $"{Prefix}{image}";

    /// <summary>Every image that was ever reviewed.</summary>
    public async Task<IReadOnlyList<ImageName>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await journal.ListChainsAsync(cancellationToken))
            .Where(known => known.Chain.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(known => new ImageName(known.Chain[Prefix.Length..])),
    ];

    /// <summary>The ledger of an image: of the whole chain the first time, then of what came after.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public async Task<RiskLedger> ReadAsync(ImageName image, CancellationToken cancellationToken)
    {
        var (ledger, last) = _folds.GetValueOrDefault(image, (RiskLedger.Empty, null));

        // With the last one known: a chain that was put in its place shows there.
        var entries = await ListAsync(image, Math.Max(0, (last?.Sequence ?? 0) - 1), cancellationToken);
        if (last is not null && (entries.Count == 0 || entries[0] != last))
        {
            throw Damaged(image, $"entry {last.Sequence} is another one than it was", null);
        }

        var news = last is null ? entries : entries[1..];
        if (JournalChain.FirstFault(news, last) is { } fault)
        {
            throw Damaged(image, fault, null);
        }

        ledger = news.Aggregate(ledger, (known, entry) => known.Apply(EventOf(image, entry), entry.At));
        _folds[image] = (ledger, entries.Count > 0 ? entries[^1] : last);
        return ledger;
    }

    /// <summary>Everything that was found, in order.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public async Task<IReadOnlyList<(RiskEvent Event, DateTimeOffset At)>> EventsAsync(
        ImageName image, CancellationToken cancellationToken)
    {
        var entries = await ListAsync(image, 0, cancellationToken);
        return JournalChain.FirstFault(entries) is { } fault
            ? throw Damaged(image, fault, null)
            : entries.ConvertAll(entry => (EventOf(image, entry), entry.At));
    }

    private async Task<List<JournalEntry>> ListAsync(
        ImageName image, long after, CancellationToken cancellationToken) =>
        await journal.ReadAsync(ChainOf(image), after, cancellationToken).ToListAsync(cancellationToken);

    /// <summary>Appends what a review found, all of it or none.</summary>
    internal Task AppendAsync(
        ImageName image, DateTimeOffset at, IReadOnlyList<RiskEvent> news, CancellationToken cancellationToken)
    {
        var run = $"review-{at.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        return journal.AppendAsync(
            ChainOf(image),
            [
                .. news.Select(said => new JournalDraft(
                    run, PhaseOf(said), SubjectOf(image, said),
                    JsonSerializer.Serialize(said, RiskJson.Readable.RiskEvent))),
            ],
            fence: null, cancellationToken);
    }

    private static JournalPhase PhaseOf(RiskEvent news) => news switch
    {
        RiskEvent.Found => JournalPhase.Began,
        RiskEvent.Mitigated => JournalPhase.Done,
        RiskEvent.Called => JournalPhase.Failed,
        RiskEvent.Rated or RiskEvent.Carried or RiskEvent.Dated or RiskEvent.Accepted or RiskEvent.AcceptanceEnded
            or RiskEvent.Reviewed => JournalPhase.Noted,
        _ => throw new UnreachableException($"no case for {news.GetType().Name}"),
    };

    private static string SubjectOf(ImageName image, RiskEvent news) => news switch
    {
        RiskEvent.Found found => $"{found.Risk}",
        RiskEvent.Rated rated => $"{rated.Risk}",
        RiskEvent.Carried carried => $"{carried.Image}",
        RiskEvent.Dated dated => $"{dated.Risk}",
        RiskEvent.Called called => $"{called.Risk}",
        RiskEvent.Accepted accepted => $"{accepted.Risk}",
        RiskEvent.AcceptanceEnded ended => $"{ended.Risk}",
        RiskEvent.Mitigated mitigated => $"{mitigated.Risk}",
        _ => image.Value,
    };

    private static RiskEvent EventOf(ImageName image, JournalEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Data, RiskJson.Readable.RiskEvent)
                ?? throw new JsonException("null is no event");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw Damaged(image, $"entry {entry.Sequence} holds nothing that this version knows", exception);
        }
    }

    private static ForgeException Damaged(ImageName image, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of the risks of {image} cannot be trusted: {fault}",
        "run `imageforge journal verify`", cause);
}
