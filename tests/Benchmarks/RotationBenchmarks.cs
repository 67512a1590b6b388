using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Benchmarks;

/// <summary>
/// A whole rotation under EC2's buckets, simulated with the engine of production, against the least time that policy
/// and buckets allow and against the same policy in synchronous batches.
/// </summary>
/// <param name="instances">10,000 is what is promised; fewer are quicker and say less.</param>
public sealed class RotationBenchmarks(int instances)
{
    private const double MakespanBar = 1.05;
    private const double SoonerBar = 1.4;
    private const double LaunchesPerSecond = 2;
    private const int LaunchBurst = 5;
    private const int LaunchesInStock = 1000;
    private static readonly TimeSpan PairMedian = TimeSpan.FromSeconds(180);
    private readonly List<Measurement> _rows = [];

    public IReadOnlyList<Measurement> Run(bool withOthers)
    {
        Case("", 1, 0, new TimeSpread(PairMedian, 0.2), hasBars: true);
        if (withOthers)
        {
            Case("stragglers, ", 1, 0, new TimeSpread(PairMedian, 0.2, 0.01), hasBars: false);
            Case("tenant 30 %, ", 1, 0.3, new TimeSpread(PairMedian, 0.2), hasBars: false);
            Case("batch 10 %, ", 10, 0, new TimeSpread(PairMedian, 0.2), hasBars: false);
        }

        return _rows;
    }

    private void Case(string name, int batch, double tenant, TimeSpread pair, bool hasBars)
    {
        var policy = new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = new ImageName("web"),
            Desired = instances,
            MaxBatchPercentage = batch,
            Checkpoints = [],
            BakeTime = TimeSpan.Zero,
            InstanceWarmup = TimeSpan.Zero,
        };
        var settings = new SimulationSettings
        {
            Boot = pair,
            AppUp = TimeSpread.None,
            SensorUp = TimeSpread.None,
            Drain = TimeSpread.None,
            Limits = ApiLimits.Ec2,
            TenantShare = tenant,
        };
        var watch = Stopwatch.StartNew();
        var outcome = SimulatedRotation.Run(
            new RotationScenario { Policy = policy, Settings = settings }, CancellationToken.None);
        if (outcome.End != PassEnd.Complete || !outcome.Breaches.IsEmpty)
        {
            throw new InvalidOperationException(
                $"{outcome.End}: {outcome.EndReason}; {outcome.Breaches.Length} breaches");
        }

        var tokens = Math.Max(0, instances - LaunchesInStock) / (LaunchesPerSecond * (1 - tenant));
        var inFlight = outcome.Limits.Batch;
        var byPolicy = Math.Ceiling(instances / (double)inFlight) * PairMedian.TotalSeconds;
        var bound = Math.Max(tokens, byPolicy);
        var synchronous = Synchronous(outcome, inFlight, 1 - tenant);
        var makespan = outcome.Duration.TotalSeconds;
        var prefix = $"{name}{instances} instances: ";
        Tell($"{prefix}bound by tokens", tokens);
        Tell($"{prefix}bound by policy, {inFlight} at once", byPolicy);
        Tell($"{prefix}makespan, {outcome.Passes} passes", makespan);
        Tell($"{prefix}in synchronous batches", synchronous);
        Tell($"{prefix}real time it took", watch.Elapsed.TotalSeconds);
        var throttled = outcome.Counters.Throttled.Values.Sum();
        Add($"{prefix}throttled calls", throttled, "", "<= 0", throttled == 0, hasBars);
        Add(
            $"{prefix}makespan / bound", makespan / bound, " x", $"<= {MakespanBar} x",
            makespan / bound <= MakespanBar, hasBars);
        Add(
            $"{prefix}synchronous / sliding", synchronous / makespan, " x", $">= {SoonerBar} x",
            synchronous / makespan >= SoonerBar, hasBars);
    }

    // The next batch begins when the last of this one is available. The times are those of the run, launch by launch;
    // drains and removals are left out, which favours the batches, and so is every wait for a pass between two of them.
    private static double Synchronous(SimulationOutcome outcome, int batch, double share)
    {
        var made = new Dictionary<InstanceId, TimeSpan>();
        var times = new List<double>();
        foreach (var happened in outcome.Events.Where(known => known.Instance is not null))
        {
            if (happened is { Image: { } image, Phase: null } && image == outcome.Image)
            {
                made.Add(happened.Instance!.Value, happened.At);
            }
            else if (happened.Phase == InstancePhase.Available
                && made.TryGetValue(happened.Instance!.Value, out var at))
            {
                times.Add((happened.At - at).TotalSeconds);
                made.Remove(happened.Instance!.Value);
            }
        }

        return times.Chunk(batch).Sum(
            chunk => chunk.Select((time, number) =>
                (Math.Max(0, number + 1 - LaunchBurst) / (LaunchesPerSecond * share)) + time).Max());
    }

    private void Tell(string what, double seconds) =>
        _rows.Add(new Measurement(what, $"{seconds:0.0} s", "", null));

    private void Add(string what, double seen, string unit, string bar, bool holds, bool hasBar) => _rows.Add(
        new Measurement(what, $"{seen:0.000}{unit}", hasBar ? bar : "", hasBar ? holds : null));
}
