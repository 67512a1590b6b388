using System.Diagnostics.Metrics;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Telemetry;

/// <summary>What is counted where it happens. Every attribute has few values: kinds, outcomes, names of files.</summary>
public static class ForgeMetrics
{
    /// <summary>What a listener subscribes to.</summary>
    public const string MeterName = "ImageForge";

    private const string Outcome = "imageforge.outcome";
    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "imageforge.target.calls", "{call}", "Commands and looks sent to a target, by outcome.");

    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>(
        "imageforge.target.throttles", "{call}", "Calls that a target refused as one too many, or that waited here.");

    private static readonly Histogram<double> Builds = Meter.CreateHistogram<double>(
        "imageforge.build.duration", "s", "Builds, by image and outcome.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 3600],
        });

    private static readonly Histogram<double> Passes = Meter.CreateHistogram<double>(
        "imageforge.rotation.pass.duration", "s", "Passes of rotations, by fleet.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60] });

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "imageforge.webhook.deliveries", "{try}", "Tries to deliver a notice, by webhook and outcome.");

    /// <summary>A call to a target ended.</summary>
    /// <param name="call">A kind of command, or <c>Observe</c>.</param>
    /// <param name="fault">Null: it was done.</param>
    public static void Called(string call, TargetException? fault)
    {
        var outcome = fault switch
        {
            null => "done",
            { IsThrottled: true } => "throttled",
            { IsCapacity: true } => "capacity",
            _ => "failed",
        };
        Calls.Add(1, new("imageforge.call", call), new(Outcome, outcome));
        if (fault is { IsThrottled: true })
        {
            Throttles.Add(1, new("imageforge.call", call), new("imageforge.by", "target"));
        }
    }

    /// <summary>A command waits for its turn.</summary>
    public static void Paced(CommandKind kind) =>
        Throttles.Add(1, new("imageforge.call", $"{kind}"), new("imageforge.by", "us"));

    public static void Built(string image, string outcome, TimeSpan took) =>
        Builds.Record(took.TotalSeconds, new("imageforge.image", image), new(Outcome, outcome));

    public static void Passed(string fleet, TimeSpan took) =>
        Passes.Record(took.TotalSeconds, new KeyValuePair<string, object?>("imageforge.fleet", fleet));

    internal static void Delivered(string webhook, bool isDone) =>
        Deliveries.Add(1, new("imageforge.webhook", webhook), new(Outcome, isDone ? "done" : "failed"));
}
