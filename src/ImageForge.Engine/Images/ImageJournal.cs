using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Images;

/// <summary>
/// The chain <c>image/&lt;name&gt;</c>: what was decided of an image's built versions in, its history out. Remembers
/// what it has proved and folded, and reads only what came after.
/// </summary>
public sealed class ImageJournal(IJournal journal)
{
    private const string Prefix = "image/";
    private readonly ChainFolds<ImageHistory> _histories = new(
        journal, ImageHistory.Empty, (history, entry) => history.Apply(EventOf(entry)),
        (chain, fault) => Damaged(chain, fault, null));

    public static string ChainOf(ImageName image) => $"{Prefix}{image}";

    /// <summary>Every image of which something was decided.</summary>
    public async Task<IReadOnlyList<ImageName>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await journal.ListChainsAsync(cancellationToken))
            .Where(known => known.Chain.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(known => new ImageName(known.Chain[Prefix.Length..])),
    ];

    /// <summary>Reads and proves the chain.</summary>
    /// <exception cref="ForgeException">It was changed by hand (Integrity): nothing is decided from it.</exception>
    public Task<ImageHistory> ReadAsync(ImageName image, CancellationToken cancellationToken) =>
        _histories.ReadAsync(ChainOf(image), cancellationToken);

    internal Task AppendAsync(ImageEvent news, CancellationToken cancellationToken) => journal.AppendAsync(
        ChainOf(news.Image.Image),
        news.Decision.At.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), PhaseOf(news),
        $"{news.Image}", JsonSerializer.Serialize(news, ImageEventJson.Readable.ImageEvent), fence: null,
        cancellationToken);

    private static JournalPhase PhaseOf(ImageEvent news) => news switch
    {
        ImageEvent.Deleted => JournalPhase.Began,
        ImageEvent.Kept => JournalPhase.Undone,
        ImageEvent.Promoted or ImageEvent.Deprecated or ImageEvent.Revoked or ImageEvent.Pinned
            or ImageEvent.Unpinned or ImageEvent.BuiltAgain => JournalPhase.Noted,
        _ => throw new UnreachableException($"no case for {news.GetType().Name}"),
    };

    private static ImageEvent EventOf(JournalEntry entry) => EntryData.Read(
        entry, ImageEventJson.Readable.ImageEvent, (fault, cause) => Damaged(entry.Chain, fault, cause));

    private static ForgeException Damaged(string chain, string fault, Exception? cause) => new(
        ForgeError.Integrity, $"the journal of image {chain[Prefix.Length..]} cannot be trusted: {fault}",
        "run `imageforge journal verify`; nothing is launched on it until its journal is whole", cause);
}
