using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Requests;

/// <summary>The requests in the database.</summary>
public sealed class StoredRequestBook(ForgeDatabase database, TimeProvider time) : IRequestBook
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    // One a second, a day long.
    private const int KeptMax = 100_000;

    // A process of another machine cannot be seen to be dead: what it began counts as dead after so long.
    private static readonly TimeSpan DoneWithin = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<RequestTurn> BeginAsync(string id, string fingerprint, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var now = time.GetUtcNow();

        // Alone with the request: two of the same must not both find nothing.
        await using var transaction = await database.BeginWriteAsync(connection, $"request/{id}", cancellationToken);
        await connection.ExecuteAsync(
            "DELETE FROM requests WHERE begun < @until",
            new { until = (now - KeptFor).ToUnixTimeMilliseconds() }, transaction);
        var known = await connection.QuerySingleOrDefaultAsync<RequestRow>(
            $"SELECT {RequestRow.Columns} FROM requests WHERE id = @id", new { id }, transaction);
        var turn = known switch
        {
            null => new RequestTurn.Yours(),
            _ when known.Fingerprint != fingerprint => new RequestTurn.Other(),
            { Status: not null } => new RequestTurn.Done(known.ToAnswer()),
            _ when IsDead(known, now) => new RequestTurn.Yours(),
            _ => (RequestTurn)new RequestTurn.UnderWay(),
        };
        if (turn is RequestTurn.Yours)
        {
            if (known is null && await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM requests", transaction: transaction) >= KeptMax)
            {
                throw new ForgeException(
                    ForgeError.Busy, $"{KeptMax} requests of the last day are remembered, and no more can be",
                    "wait until the oldest are a day old; something sends far more than a person would");
            }

            await connection.ExecuteAsync(
                """
                INSERT INTO requests (id, fingerprint, process, begun) VALUES (@id, @fingerprint, @process, @begun)
                ON CONFLICT (id) DO UPDATE SET process = @process, begun = @begun
                """,
                new { id, fingerprint, process = HolderProcess.Current, begun = now.ToUnixTimeMilliseconds() },
                transaction);
        }

        await transaction.CommitAsync(cancellationToken);
        return turn;
    }

    /// <inheritdoc/>
    public async Task EndAsync(string id, StoredAnswer answer)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "UPDATE requests SET status = @status, media = @media, headers = @headers, body = @body WHERE id = @id",
            new
            {
                id, status = answer.Status, media = answer.Media, headers = JsonSerializer.Serialize(
                    answer.Headers, RequestJson.Default.ImmutableSortedDictionaryStringString),
                body = answer.Body.ToArray(),
            });
    }

    /// <inheritdoc/>
    public async Task FreeAsync(string id)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "DELETE FROM requests WHERE id = @id AND status IS NULL", new { id });
    }

    private static bool IsDead(RequestRow row, DateTimeOffset now) => HolderProcess.IsDead(row.Process)
        || now - DateTimeOffset.FromUnixTimeMilliseconds(row.Begun) > DoneWithin;

    private sealed record RequestRow(
        string Id, string Fingerprint, string Process, long Begun, long? Status, string? Media, string? Headers,
        byte[]? Body)
    {
        public const string Columns = "id, fingerprint, process, begun, status, media, headers, body";

        public StoredAnswer ToAnswer() => new(
            (int)Status!.Value, Media,
            JsonSerializer.Deserialize(Headers ?? "{}", RequestJson.Default.ImmutableSortedDictionaryStringString)
                ?? ImmutableSortedDictionary<string, string>.Empty,
            [.. Body ?? []]);
    }
}
