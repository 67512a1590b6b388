using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Telemetry;
using ImageForge.Engine.Tests.Rotations;
using ImageForge.Engine.Watching;
using ImageForge.Engine.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Engine.Tests.Watching;

/// <summary>Looks beside rotations: one node looks, numbers come of it, and grow old.</summary>
public sealed class FleetWatchTests : IDisposable
{
    private static readonly ImmutableDictionary<string, RotationPolicy> Policies =
        ImmutableDictionary.Create<string, RotationPolicy>().Add("web", EngineFixture.Policy);

    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Numbers_of_a_fleet_are_measured_and_forgotten_when_nobody_looks()
    {
        await _fixture.LaunchAsync();
        var board = new ReadingBoard(_fixture.Time);
        using var gauges = new ReadingGauges(board);
        await using var watch = NewWatch(board);
        await watch.LookAsync(Policies, TestContext.Current.CancellationToken);

        var measured = Measure();
        Assert.Equal(3, measured["imageforge.fleet.available"]);
        Assert.Equal(3, measured["imageforge.fleet.floor"]);
        Assert.Equal(4, measured["imageforge.fleet.ceiling"]);
        Assert.Equal(1, measured["imageforge.sensor.coverage"]);
        Assert.Equal(3, measured["imageforge.instances"]);
        Assert.Contains("imageforge.instance.age", measured.Keys);
        Assert.Equal(0, measured["imageforge.rotations"]);

        _fixture.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.DoesNotContain("imageforge.fleet.available", Measure().Keys);
    }

    [Fact]
    public async Task One_node_looks_and_the_other_has_no_numbers()
    {
        await _fixture.LaunchAsync();
        var (one, two) = (new ReadingBoard(_fixture.Time), new ReadingBoard(_fixture.Time));
        await using var first = NewWatch(one);
        await using var second = NewWatch(two);
        await first.LookAsync(Policies, TestContext.Current.CancellationToken);
        await second.LookAsync(Policies, TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (one.Fleets.Length, two.Fleets.Length));

        _fixture.Leases.StopRenewals(FleetWatch.LeaseName);
        _fixture.Time.Advance(LeaseTiming.Lifetime + TimeSpan.FromSeconds(1));
        await second.LookAsync(Policies, TestContext.Current.CancellationToken);
        await first.LookAsync(Policies, TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (one.Fleets.Length, two.Fleets.Length));
    }

    private FleetWatch NewWatch(ReadingBoard board) => new(
        _fixture.NewEngine(), _fixture.Target, new SensorJournal(_fixture.Journal), new NoticeJournal(_fixture.Journal),
        new RiskReader(_fixture.Journal, _fixture.Time), board, _fixture.Leases, _fixture.Time,
        NullLogger<FleetWatch>.Instance);

    // The sum of each over its attributes.
    private static Dictionary<string, double> Measure()
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ForgeMetrics.MeterName && instrument.IsObservable)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return sums;

        void Add(Instrument instrument, double value) =>
            sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value;
    }
}
