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

    private readonly ChainFolds<RiskLedger> _ledgers = new(
        journal, RiskLedger.Empty, (ledger, entry) => ledger.Apply(EventOf(entry), entry.At),
        (chain, fault) => Damaged(chain, fault, null));

    public static string ChainOf(ImageName image) => $"{Prefix}{image}";

    /// <summary>Every image that was ever reviewed.</summary>
    public async Task<IReadOnlyList<ImageName>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await journal.PositionsAsync(null, cancellationToken)).Keys
            .Where(chain => chain.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(chain => new ImageName(chain[Prefix.Length..])),
    ];

    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public Task<RiskLedger> ReadAsync(ImageName image, CancellationToken cancellationToken) =>
        _ledgers.ReadAsync(ChainOf(image), cancellationToken);

    /// <summary>Everything that was found, in order.</summary>
    /// <exception cref="ForgeException">The chain was changed by hand (Integrity).</exception>
    public async Task<IReadOnlyList<(RiskEvent Event, DateTimeOffset At)>> EventsAsync(
        ImageName image, CancellationToken cancellationToken)
    {
        var entries = await journal.ReadAsync(ChainOf(image), after: 0, cancellationToken)
            .ToListAsync(cancellationToken);
        return JournalChain.FirstFault(entries) is { } fault
            ? throw Damaged(ChainOf(image), fault, null)
            : entries.ConvertAll(entry => (EventOf(entry), entry.At));
    }

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
        { About: { } risk } => $"{risk}",
        RiskEvent.Carried carried => $"{carried.Image}",
        _ => image.Value,
    };

    private static RiskEvent EventOf(JournalEntry entry) => EntryData.Read(
        entry, RiskJson.Readable.RiskEvent, (fault, cause) => Damaged(entry.Chain, fault, cause));

    private static ForgeException Damaged(string chain, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of the risks of {chain[Prefix.Length..]} cannot be trusted: {fault}",
        "run `imageforge journal verify`", cause);
}
