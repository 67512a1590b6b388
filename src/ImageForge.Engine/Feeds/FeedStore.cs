using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Risk;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Feeds as they were last fetched: a folder each, with a record and, by digest and suite, what is kept. A build reads
/// what is at hand and fetches nothing.
/// </summary>
public sealed class FeedStore
{
    private const string RecordName = "record.json";

    // In the place of a suite: a rating holds in any.
    private const string Ratings = "rated";

    // An update of another process: a minute as a rule, its own limit on a slow line.
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(35);

    private readonly StateDirectory _state;
    private readonly TimeProvider _time;
    private readonly FeedDownload _download;

    /// <summary>A store that fetches by a client of its own, on the system's clock.</summary>
    /// <param name="state">Where feeds are kept.</param>
    public FeedStore(StateDirectory state)
        : this(
            state,
            new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            TimeProvider.System)
    {
    }

    /// <param name="state">Where feeds are kept.</param>
    /// <param name="http">How they are fetched.</param>
    /// <param name="time">Whose clock their age goes by.</param>
    public FeedStore(StateDirectory state, HttpClient http, TimeProvider time) =>
        (_state, _time, _download) = (state, time, new FeedDownload(http, time));

    /// <summary>What is at hand of a feed; null if nothing is, or if it was another kind of feed.</summary>
    public FeedRecord? At(FeedDefinition feed) =>
        StoredJson.TryRead(Path.Combine(FolderOf(feed), RecordName), FeedJson.Default.FeedRecord) is { } record
        && record.Kind == feed.Kind ? record : null;

    /// <summary>How long ago what is at hand was fetched; null if nothing is.</summary>
    public TimeSpan? AgeOf(FeedDefinition feed) => _time.GetUtcNow() - At(feed)?.FetchedAt;

    /// <summary>What is at hand of a feed for one suite; null if nothing is.</summary>
    /// <exception cref="ForgeException">
    /// It is damaged (Integrity): never taken for a feed that knows nothing.
    /// </exception>
    public async Task<ImmutableArray<FeedEntry>?> ReadAsync(
        FeedDefinition feed, string suite, CancellationToken cancellationToken)
    {
        using var held = await TakeAsync(feed, cancellationToken);
        if (At(feed) is not { } record || record.Entries.GetValueOrDefault(suite) is not (> 0 and var count))
        {
            return null;
        }

        return await KeptAsync(
            EntriesPath(feed, record.Digest, suite), count, FeedJson.Default.ImmutableArrayFeedEntry,
            cancellationToken);
    }

    /// <summary>What is at hand of a feed that rates vulnerabilities; null if nothing is.</summary>
    /// <exception cref="ForgeException">It is damaged (Integrity).</exception>
    public async Task<ImmutableArray<CveRating>?> ReadRatingsAsync(
        FeedDefinition feed, CancellationToken cancellationToken)
    {
        using var held = await TakeAsync(feed, cancellationToken);
        return At(feed) is { } record && record.Entries.GetValueOrDefault(Ratings) is > 0 and var count
            ? await KeptAsync(
                EntriesPath(feed, record.Digest, Ratings), count, FeedJson.Default.ImmutableArrayCveRating,
                cancellationToken)
            : null;
    }

    private static async Task<ImmutableArray<T>> KeptAsync<T>(
        string path, int count, JsonTypeInfo<ImmutableArray<T>> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var entries = await JsonSerializer.DeserializeAsync(file, type, cancellationToken);
            return !entries.IsDefault && entries.Length == count
                ? entries
                : throw Damaged(path, $"it does not hold {count} entries");
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException)
        {
            throw Damaged(path, exception.Message, exception);
        }
    }

    /// <summary>Fetches a feed and keeps what it says of the suites that images may have.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="source">Takes the place of its address or path this time; null leaves it.</param>
    /// <param name="cancellationToken">Ends it; what was at hand stays.</param>
    /// <exception cref="ForgeException">
    /// It cannot be fetched, is not of its kind, or says nothing of any suite. What was at hand stays.
    /// </exception>
    public async Task<FeedRecord> UpdateAsync(
        FeedDefinition feed, string? source, CancellationToken cancellationToken)
    {
        var from = source ?? feed.Source;
        using var held = await TakeAsync(feed, cancellationToken);
        Directory.CreateDirectory(FolderOf(feed));
        if (!from.StartsWith("http://", StringComparison.Ordinal)
            && !from.StartsWith("https://", StringComparison.Ordinal))
        {
            return Keep(feed, from, from, ChangedAt(feed, from));
        }

        // Named as the lock that we hold, so that it is no leftover while it is read.
        var beside = Path.Combine(_state.Temporary, LockName(feed));
        try
        {
            var began = _time.GetUtcNow();
            await _download.FetchAsync(feed.Id, from, beside, cancellationToken);
            return Keep(feed, from, beside, began);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private FeedRecord Keep(FeedDefinition feed, string from, string path, DateTimeOffset fetchedAt)
    {
        if (feed.Kind is FeedKind.DebianTracker or FeedKind.Kev && Directory.Exists(path))
        {
            throw Unreadable(feed, from, "it is a folder, and such a feed is one file");
        }

        var (digest, bytes) = Described(path);
        var record = new FeedRecord
        {
            Id = feed.Id,
            Kind = feed.Kind,
            Source = from,
            Digest = digest,
            Bytes = bytes,
            FetchedAt = fetchedAt,
            Entries = feed.KnowsPackages
                ? KeepEntries(feed, digest, Parse(feed, from, () => Entries(feed.Kind, path)), from)
                : KeepRatings(feed, digest, Parse(feed, from, () => RatingsOf(feed.Kind, path)), from),
        };
        StoredJson.Write(Path.Combine(FolderOf(feed), RecordName), record, FeedJson.Default.FeedRecord);
        RemoveOthers(feed, digest);
        return record;
    }

    private ImmutableSortedDictionary<string, int> KeepEntries(
        FeedDefinition feed, Digest digest, List<SuiteEntry> entries, string from)
    {
        var bySuite = entries.ToLookup(found => found.Suite, found => found.Entry);

        // An empty answer would look like a world without vulnerabilities.
        if (bySuite.Count == 0)
        {
            throw Unreadable(feed, from, $"it says nothing of {string.Join(" or ", DebianSuites.All)}");
        }

        foreach (var suite in bySuite)
        {
            StoredJson.Write(
                EntriesPath(feed, digest, suite.Key), [.. suite], FeedJson.Default.ImmutableArrayFeedEntry);
        }

        return bySuite.ToImmutableSortedDictionary(suite => suite.Key, suite => suite.Count(), StringComparer.Ordinal);
    }

    private ImmutableSortedDictionary<string, int> KeepRatings(
        FeedDefinition feed, Digest digest, List<CveRating> ratings, string from)
    {
        if (ratings.Count == 0)
        {
            throw Unreadable(feed, from, "it rates nothing");
        }

        StoredJson.Write(
            EntriesPath(feed, digest, Ratings), [.. ratings], FeedJson.Default.ImmutableArrayCveRating);
        return ImmutableSortedDictionary<string, int>.Empty.Add(Ratings, ratings.Count);
    }

    private static IEnumerable<SuiteEntry> Entries(FeedKind kind, string path) =>
        kind == FeedKind.Osv ? OsvFeed.Read(path) : TrackerFeed.Read(path);

    private static IEnumerable<CveRating> RatingsOf(FeedKind kind, string path) =>
        kind == FeedKind.Kev ? KevFeed.Read(path) : SsvcFeed.Read(path);

    private static List<T> Parse<T>(FeedDefinition feed, string from, Func<IEnumerable<T>> read)
    {
        try
        {
            return [.. read()];
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw Unreadable(feed, from, exception.Message, exception);
        }
    }

    // A copy is as old as its file, whenever it is read; but not younger than now.
    private DateTimeOffset ChangedAt(FeedDefinition feed, string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"feed {feed.Id}: there is no file or folder {path}",
                "name the copy with --file, or correct the feed's file");
        }

        // Of a folder the newest entry counts: most of what a feed holds was written years ago.
        var changed = new DateTimeOffset(
            FilesOf(path).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max(), TimeSpan.Zero);
        var now = _time.GetUtcNow();
        return changed < now ? changed : now;
    }

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories)
        : [path];

    private static (Digest Digest, long Bytes) Described(string path)
    {
        if (Directory.Exists(path))
        {
            var files = FilesOf(path).Order(StringComparer.Ordinal)
                .Select(file => (Name: Path.GetRelativePath(path, file), Described: Described(file))).ToArray();
            return (
                Digest.OfFields(files.SelectMany(file => new[] { file.Name, file.Described.Digest.Hex })),
                files.Sum(file => file.Described.Bytes));
        }

        return (FileDigest.Of(path), new FileInfo(path).Length);
    }

    private void RemoveOthers(FeedDefinition feed, Digest kept)
    {
        foreach (var other in Directory.EnumerateFiles(FolderOf(feed)).Where(file =>
            Path.GetFileName(file) != RecordName
            && !Path.GetFileName(file).StartsWith(kept.Hex, StringComparison.Ordinal)))
        {
            File.Delete(other);
        }
    }

    private Task<LockFile> TakeAsync(FeedDefinition feed, CancellationToken cancellationToken) => LockFile.TakeAsync(
        Path.Combine(_state.Locks, LockName(feed)), LockLimit, onWait: null, _time, cancellationToken);

    private static string LockName(FeedDefinition feed) => $"feed-{feed.Id}";

    private string FolderOf(FeedDefinition feed) => Path.Combine(_state.Feeds, feed.Id);

    private string EntriesPath(FeedDefinition feed, Digest digest, string suite) =>
        Path.Combine(FolderOf(feed), $"{digest.Hex}-{suite}.json");

    private static ForgeException Unreadable(
        FeedDefinition feed, string from, string fault, Exception? inner = null) => new(
            ForgeError.External, $"feed {feed.Id}: what came from {from} is no {Word(feed.Kind)} feed: {fault}",
            "correct the feed's kind or address; what was at hand stays", inner);

    private static string Word(FeedKind kind) => kind switch
    {
        FeedKind.Osv => "OSV",
        FeedKind.Kev => "KEV",
        FeedKind.Ssvc => "SSVC",
        _ => "Debian security tracker",
    };

    private static ForgeException Damaged(string path, string fault, Exception? inner = null) => new(
        ForgeError.Integrity, $"{path} is damaged: {fault}", "fetch it again: `imageforge feed update`", inner);
}
