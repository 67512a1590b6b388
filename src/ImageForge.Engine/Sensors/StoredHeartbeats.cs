using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Sensors;

/// <summary>
/// Last beats in the database: one row an instance, overwritten. Beats that come while others are being written are
/// written together by the next transaction: thousands of instances cost as many flushes of the disk as it can do, and
/// none of them waits for more than two. A beat is acknowledged once it is on disk.
/// </summary>
public sealed class StoredHeartbeats(ForgeDatabase database) : IHeartbeats
{
    // In one transaction: a few milliseconds, in which nobody else writes to an SQLite file.
    private const int BatchMax = 512;

    // More than the connections that a receiver takes at once: beyond it the disk stands still.
    private const int WaitingMax = 20_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _gate = new();
    private readonly Queue<(Heartbeat Beat, TaskCompletionSource Written)> _waiting = new();
    private bool _isWriting;

    /// <inheritdoc/>
    /// <exception cref="ForgeException">Too many wait already (Busy), or it cannot be written.</exception>
    public Task RecordAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isFirst;
        lock (_gate)
        {
            if (_waiting.Count >= WaitingMax)
            {
                throw new ForgeException(
                    ForgeError.Busy, $"{WaitingMax} beats wait to be written", "the disk does not keep up; look at it");
            }

            _waiting.Enqueue((beat, written));
            isFirst = !_isWriting;
            _isWriting = true;
        }

        if (isFirst)
        {
            // Not the caller's own: others rely on it, and he may go away.
            _ = Task.Run(WriteThoseWaitingAsync, CancellationToken.None);
        }

        return written.Task.WaitAsync(cancellationToken);
    }

    public async Task<Heartbeat?> LastAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT at AS At, image AS Image, sensors AS Sensors FROM beats WHERE instance = @instance",
            new { instance = instance.Value }, cancellationToken: cancellationToken));
        return row is null
            ? null
            : new Heartbeat(
                instance, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Image,
                JsonSerializer.Deserialize<ImmutableSortedDictionary<string, SensorReading>>(row.Sensors, Json)!);
    }

    public async Task ForgetAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM beats WHERE instance = @instance",
            new { instance = instance.Value }, cancellationToken: cancellationToken));
    }

    // Ends when nobody waits any more; whoever comes then begins another one.
    private async Task WriteThoseWaitingAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                await WriteAsync(batch.ConvertAll(entry => entry.Beat));
                batch.ForEach(entry => entry.Written.SetResult());
            }
            catch (Exception exception)
            {
                // Each of them is told, and goes on as if it had been alone.
                batch.ForEach(entry => entry.Written.SetException(exception));
            }
        }
    }

    private List<(Heartbeat Beat, TaskCompletionSource Written)> Take()
    {
        lock (_gate)
        {
            var batch = new List<(Heartbeat, TaskCompletionSource)>(Math.Min(BatchMax, _waiting.Count));
            while (batch.Count < BatchMax && _waiting.TryDequeue(out var entry))
            {
                batch.Add(entry);
            }

            _isWriting = batch.Count > 0;
            return batch;
        }
    }

    private async Task WriteAsync(List<Heartbeat> beats)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var transaction = await database.BeginWriteAsync(connection, "beats", CancellationToken.None);

        // Two beats of one instance may arrive in the wrong order after a stall: the later one stays.
        await connection.ExecuteAsync(
            """
            INSERT INTO beats (instance, at, image, sensors) VALUES (@instance, @at, @image, @sensors)
            ON CONFLICT (instance) DO UPDATE SET at = @at, image = @image, sensors = @sensors WHERE beats.at <= @at
            """,
            beats.Select(beat => new
            {
                instance = beat.Instance.Value,
                at = beat.ReceivedAt.ToUnixTimeMilliseconds(),
                image = beat.Image,
                sensors = JsonSerializer.Serialize(beat.Sensors, Json),
            }),
            transaction);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private sealed class Row
    {
        public required long At { get; init; }
        public required string Image { get; init; }
        public required string Sensors { get; init; }
    }
}
