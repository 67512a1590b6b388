using System.ComponentModel;
using System.Globalization;
using ImageForge.Core.Journal;
using ImageForge.Engine;
using ImageForge.Engine.Journal;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>The journal as pages, and as it grows.</summary>
public sealed class JournalEndpoints(
    Rooms rooms, IHostApplicationLifetime lifetime, ILogger<JournalEndpoints> logger) : IDisposable
{
    // Each is a connection and a read of one row a chain a second.
    private const int FollowersMax = 64;

    private readonly SemaphoreSlim _followers = new(FollowersMax);

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/journal", ChainsAsync).WithName("listChains").WithTags("journal").AllowReaders()
            .WithSummary("Every chain of the journal");
        routes.MapGet("/v1/journal/{**chain}", EntriesAsync).WithName("listEntries").WithTags("journal")
            .AllowReaders().WithSummary("Entries of a chain, such as fleet/web")
            .WithDescription("The earliest first; `latest=true` turns that round.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/events", FollowAsync).WithName("followEvents").WithTags("journal").AllowReaders()
            .Streamed().WithSummary("The journal as it grows, as server-sent events")
            .WithDescription(
                "The id of an event is chain:sequence, the same after every restart and on every node. Sent back as "
                    + "Last-Event-ID, or as `after`, what came since follows; of several chains, entries of the half "
                    + "minute before may come twice under their ids. A comment comes every 15 s where nothing does. "
                    + "Who is more than 10,000 entries behind is told to read pages, by an event `behind`.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<Ok<ChainListAnswer>> ChainsAsync(
        [AsParameters] PageQuery page, HttpContext context, CancellationToken cancellationToken)
    {
        var chains = await rooms.Journal.PositionsAsync(null, cancellationToken);
        var (shown, next) = page.Cut(context, chains, chain => chain.Key);
        return TypedResults.Ok(new ChainListAnswer(
            [.. shown.Select(chain => new ChainLine(chain.Key, chain.Value))], next));
    }

    private async Task<Ok<EntryListAnswer>> EntriesAsync(
        string chain, [AsParameters] PageQuery page, bool? latest, HttpContext context,
        CancellationToken cancellationToken)
    {
        var chains = await rooms.Journal.PositionsAsync(null, cancellationToken);
        if (!chains.TryGetValue(chain, out var last))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"the journal has no chain {chain}", "/v1/journal lists its chains");
        }

        var (size, place) = (page.Size, PlaceOf(page));
        if (latest == true)
        {
            // Sequences have no gaps: where the page before ended says where this one begins.
            var end = Math.Min(place ?? (last + 1), last + 1);
            var older = await TakeAsync(
                chain, Math.Max(0, end - 1 - size), (int)Math.Clamp(end - 1, 0, size), cancellationToken);
            older.Reverse();
            return Answer(chain, older, older is [.., { Sequence: > 1 and var first }]
                ? page.NextOf(context, $"{first}") : null);
        }

        var entries = await TakeAsync(chain, place ?? 0, size, cancellationToken);
        return Answer(chain, entries, entries.Count == size ? page.NextOf(context, $"{entries[^1].Sequence}") : null);
    }

    private async Task<EventStream> FollowAsync(
        [Description("Only this chain; with / at its end, all that begin so.")] string? chain,
        [Description("The id of the last event that is known; the header Last-Event-ID says it too.")] string? after,
        HttpContext context, CancellationToken cancellationToken)
    {
        var known = context.Request.Headers["Last-Event-ID"].LastOrDefault() is { Length: > 0 } header ? header : after;
        var place = known is { Length: > 0 } text ? JournalPlace.Parse(text) : null;
        if (!await _followers.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw new RequestException(
                StatusCodes.Status503ServiceUnavailable, "too many follow",
                $"{FollowersMax} follow the journal already", "read pages of /v1/journal, or come again")
            {
                RetryAfter = TimeSpan.FromSeconds(30),
            };
        }

        try
        {
            var entries = await rooms.JournalFollower.FollowAsync(chain ?? "", place, cancellationToken);
            return new EventStream(
                entries, reason => ApiLog.LetGo(logger, chain ?? "all chains", reason), () => _followers.Release(),
                lifetime.ApplicationStopping);
        }
        catch
        {
            _followers.Release();
            throw;
        }
    }

    private async Task<List<JournalEntry>> TakeAsync(
        string chain, long after, int count, CancellationToken cancellationToken) =>
        await rooms.Journal.ReadAsync(chain, after, cancellationToken).Take(count).ToListAsync(cancellationToken);

    private static Ok<EntryListAnswer> Answer(string chain, IEnumerable<JournalEntry> entries, string? next) =>
        TypedResults.Ok(new EntryListAnswer(chain, [.. entries.Select(EntryLine.Of)], next));

    private static long? PlaceOf(PageQuery page) => page.After switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && place < long.MaxValue - 1 => place,
        _ => throw new RequestException(
            StatusCodes.Status400BadRequest, "wrong page", "that is no cursor of this list",
            "take it from `next` of the page before, or leave it out"),
    };

    public void Dispose() => _followers.Dispose();
}
