using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Sensors;

/// <summary>Last beats in the database: one row an instance, overwritten.</summary>
public sealed class StoredHeartbeats(ForgeDatabase database) : IHeartbeats
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task RecordAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // Two beats of one instance may arrive in the wrong order after a stall: the later one stays.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO beats (instance, at, image, sensors) VALUES (@instance, @at, @image, @sensors)
            ON CONFLICT (instance) DO UPDATE SET at = @at, image = @image, sensors = @sensors WHERE beats.at <= @at
            """,
            new
            {
                instance = beat.Instance.Value,
                at = beat.ReceivedAt.ToUnixTimeMilliseconds(),
                image = beat.Image,
                sensors = JsonSerializer.Serialize(beat.Sensors, Json),
            },
            cancellationToken: cancellationToken));
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

    private sealed class Row
    {
        public required long At { get; init; }
        public required string Image { get; init; }
        public required string Sensors { get; init; }
    }
}
