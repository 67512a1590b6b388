using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Sensors;

/// <summary>The same whatever database they lie in.</summary>
public abstract class HeartbeatsContract : IDisposable
{
    private static readonly InstanceId Instance = new("web-a");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryState _state = new();
    private readonly StoredHeartbeats _heartbeats;

    protected HeartbeatsContract(PostgresFixture? postgres)
    {
        postgres?.Settle(_state.State);
        _heartbeats = new StoredHeartbeats(new ForgeDatabase(_state.State));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _state.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Only_the_last_beat_is_kept_as_it_came()
    {
        Assert.Null(await _heartbeats.LastAsync(Instance, Cancellation));
        var beat = Beat(Noon, new SensorReading(true, "31 rules", Noon.AddMinutes(-1)));
        await _heartbeats.RecordAsync(beat, Cancellation);
        var last = (await _heartbeats.LastAsync(Instance, Cancellation))!;
        Assert.Equal((beat.Instance, beat.ReceivedAt, beat.Image), (last.Instance, last.ReceivedAt, last.Image));
        Assert.Equal(beat.Sensors, last.Sensors);

        var stopped = new SensorReading(false, "stopped", null);
        await _heartbeats.RecordAsync(Beat(Noon.AddSeconds(5), stopped), Cancellation);
        await _heartbeats.RecordAsync(Beat(Noon.AddSeconds(4), stopped with { State = "overtaken" }), Cancellation);
        Assert.Equal("stopped", (await _heartbeats.LastAsync(Instance, Cancellation))!.Sensors["auditd"].State);

        await _heartbeats.ForgetAsync(Instance, Cancellation);
        Assert.Null(await _heartbeats.LastAsync(Instance, Cancellation));
    }

    [Fact]
    public async Task Beats_that_come_at_once_are_all_there_once_they_are_acknowledged()
    {
        const int Instances = 3_000;
        var reading = new SensorReading(true, "31 rules", null);
        await Task.WhenAll(Enumerable.Range(0, Instances).Select(async number =>
        {
            var beat = Beat(Noon, reading) with { Instance = new InstanceId($"web-{number}") };
            await _heartbeats.RecordAsync(beat, Cancellation);
            if (number % 100 == 0)
            {
                Assert.Equal(Noon, (await _heartbeats.LastAsync(beat.Instance, Cancellation))!.ReceivedAt);
            }
        }));
        Assert.NotNull(await _heartbeats.LastAsync(new InstanceId($"web-{Instances - 1}"), Cancellation));
    }

    [Fact]
    public async Task What_cannot_be_written_is_told_to_each_and_the_next_ones_are_written()
    {
        var reading = new SensorReading(true, "31 rules", null);
        await _heartbeats.RecordAsync(Beat(Noon, reading), Cancellation);
        var database = new ForgeDatabase(_state.State);
        await using (var connection = await database.OpenAsync(Cancellation))
        {
            await connection.ExecuteAsync("ALTER TABLE beats RENAME TO elsewhere");
            var waiting = Enumerable.Range(0, 20)
                .Select(_ => _heartbeats.RecordAsync(Beat(Noon.AddSeconds(5), reading), Cancellation)).ToList();
            foreach (var beat in waiting)
            {
                await Assert.ThrowsAnyAsync<DbException>(() => beat);
            }

            await connection.ExecuteAsync("ALTER TABLE elsewhere RENAME TO beats");
        }

        await _heartbeats.RecordAsync(Beat(Noon.AddSeconds(9), reading), Cancellation);
        Assert.Equal(Noon.AddSeconds(9), (await _heartbeats.LastAsync(Instance, Cancellation))!.ReceivedAt);
    }

    private static Heartbeat Beat(DateTimeOffset at, SensorReading reading) => new(
        Instance, at, "web@0123456789ab",
        ImmutableSortedDictionary<string, SensorReading>.Empty.Add("auditd", reading));
}
