using System.Diagnostics;

namespace ImageForge.Benchmarks.Serving;

/// <summary>
/// One node with its embedded database: so many instances beat every 30 s while 50 people look. Measured from outside,
/// by answers; beats from the moment at which they were due.
/// </summary>
public sealed class ServeBenchmarks(int instances, TimeSpan length)
{
    private const double LatencyMax = 100;

    // Garbage that is not collected yet is no leak; what grows with time is more than this.
    private const double GrowthMax = 1.15;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    /// <summary>Takes the measured time and a minute or two more, for enrolments.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("if-serve-").FullName;
        await using var stage = await ServeStage.StartAsync(root, instances, cancellationToken);
        using var fleet = new BeatingFleet(stage.Instances, stage.Receiver);
        using var readers = new Readers(stage.Address, stage.Token);
        var enrolling = Stopwatch.StartNew();
        await fleet.EnrolAsync(stage.Enrolments, cancellationToken);
        enrolling.Stop();
        await Task.WhenAll(
            fleet.BeatAsync(WarmUp, new Latencies(), cancellationToken),
            readers.ReadAsync(WarmUp, new Latencies(), cancellationToken));
        readers.Latencies.Clear();

        var (beats, reads) = (new Latencies(), new Latencies());
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(stage.Memory, over.Token);
        await Task.WhenAll(
            fleet.BeatAsync(length, beats, cancellationToken), readers.ReadAsync(length, reads, cancellationToken));
        await over.CancelAsync();
        await watching;
        return
        [
            new($"{instances} enrolments, token and secret", $"{enrolling.Elapsed.TotalSeconds:0} s", "", null),
            .. Told("beats", beats, isPromised: true),
            .. Told($"answers to {Readers.Count} readers", reads, isPromised: true),
            .. readers.Latencies.OrderBy(path => path.Key, StringComparer.Ordinal)
                .SelectMany(path => Told($"  {path.Key}", path.Value, isPromised: false)),
            .. stage.Memory.SelectMany(Told),
        ];
    }

    private static IEnumerable<Measurement> Told(string what, Latencies latencies, bool isPromised)
    {
        var at = latencies.At(50, 99, 100);
        yield return new($"{what}: {latencies.Count}, p50", $"{at[0]:0.0} ms", "", null);
        yield return isPromised
            ? new($"{what}: p99", $"{at[1]:0.0} ms", $"<= {LatencyMax:0} ms", at[1] <= LatencyMax)
            : new($"{what}: p99", $"{at[1]:0.0} ms", "", null);
        if (isPromised)
        {
            yield return new($"{what}: slowest", $"{at[2]:0.0} ms", "", null);
            yield return new(
                $"{what}: failed {latencies.Failures}".TrimEnd(), $"{latencies.Failed}", "0", latencies.Failed == 0);
        }
    }

    private static IEnumerable<Measurement> Told(MemoryWatch memory)
    {
        var (start, end, most) = memory.Result();
        yield return new($"memory of the {memory.Name} at start, at most", $"{start:0}, {most:0} MiB", "", null);
        yield return new(
            $"memory of the {memory.Name} at end", $"{end:0} MiB", $"<= {start * GrowthMax:0} MiB",
            end <= start * GrowthMax);
    }

    private static async Task WatchAsync(IReadOnlyList<MemoryWatch> memory, CancellationToken over)
    {
        using var timer = new PeriodicTimer(LookInterval);
        try
        {
            do
            {
                memory.ToList().ForEach(watch => watch.Look());
            }
            while (await timer.WaitForNextTickAsync(over));
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
