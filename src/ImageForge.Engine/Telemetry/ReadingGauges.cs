using System.Diagnostics.Metrics;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Engine.Watching;

namespace ImageForge.Engine.Telemetry;

/// <summary>What is measured of fleets and risks whenever somebody asks: the numbers of the last look.</summary>
public sealed class ReadingGauges : IDisposable
{
    private const string Fleet = "imageforge.fleet";
    private const string State = "imageforge.state";
    private readonly Meter _meter = new(ForgeMetrics.MeterName);
    private readonly ReadingBoard _board;

    public ReadingGauges(ReadingBoard board)
    {
        _board = board;
        _meter.CreateObservableGauge(
            "imageforge.instances", Instances, "{instance}", "Instances by fleet, image and state.");
        _meter.CreateObservableGauge(
            "imageforge.instance.age", Ages, "s", "Ages of running instances: median, 95th percentile and greatest.");
        Add("imageforge.sensor.coverage", "1", "Share of the running instances whose sensor reports.", Coverage);
        Add("imageforge.fleet.available", "{instance}", "Instances that count toward the floor.", one => one.Available);
        Add("imageforge.fleet.total", "{instance}", "Instances not yet terminated.", one => one.Total);
        Add("imageforge.fleet.floor", "{instance}", "No fewer may be available.", one => one.Limits?.Floor);
        Add("imageforge.fleet.ceiling", "{instance}", "No more may exist.", one => one.Limits?.Ceiling);
        _meter.CreateObservableGauge(
            "imageforge.rotations", Rotations, "{rotation}", "Rotations under way, and those of them that wait.");
        _meter.CreateObservableGauge(
            "imageforge.risks", Risks, "{risk}", "Known risks by state, severity and whether they are overdue.");
    }

    public void Dispose() => _meter.Dispose();

    private static double? Coverage(FleetReading reading) =>
        reading.Running == 0 ? null : (double)reading.Sensed / reading.Running;

    private void Add(string name, string unit, string what, Func<FleetReading, double?> number) =>
        _meter.CreateObservableGauge(
            name,
            () => from reading in _board.Fleets
                  let value = number(reading)
                  where value is not null
                  select new Measurement<double>(
                      value.Value, new KeyValuePair<string, object?>(Fleet, reading.Fleet.Value)),
            unit, what);

    private IEnumerable<Measurement<int>> Instances() =>
        from reading in _board.Fleets
        from share in reading.Shares
        select new Measurement<int>(
            share.Instances, new(Fleet, reading.Fleet.Value), new("imageforge.image", share.Image),
            new(State, $"{share.State}"));

    private IEnumerable<Measurement<double>> Ages() =>
        from reading in _board.Fleets
        where reading.Running > 0
        from age in new[] { ("0.5", reading.AgeMedian), ("0.95", reading.AgeHigh), ("1", reading.AgeMost) }
        select new Measurement<double>(
            age.Item2.TotalSeconds, new(Fleet, reading.Fleet.Value), new("quantile", age.Item1));

    private IEnumerable<Measurement<int>> Rotations() =>
        from reading in _board.Fleets
        from state in new[] { ("under way", reading.IsUnderWay), ("held", reading.IsHeld) }
        select new Measurement<int>(
            state.Item2 ? 1 : 0, new(Fleet, reading.Fleet.Value), new(State, state.Item1));

    private IEnumerable<Measurement<int>> Risks() =>
        from count in _board.Risks
        select new Measurement<int>(
            count.Risks, new(State, $"{count.State}"), new("imageforge.severity", count.Severity?.ToString() ?? "none"),
            new("imageforge.overdue", count.IsLate));
}
