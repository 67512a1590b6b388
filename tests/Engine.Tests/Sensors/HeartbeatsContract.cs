using System.Collections.Immutable;
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

    private static Heartbeat Beat(DateTimeOffset at, SensorReading reading) => new(
        Instance, at, "web@0123456789ab",
        ImmutableSortedDictionary<string, SensorReading>.Empty.Add("auditd", reading));
}
