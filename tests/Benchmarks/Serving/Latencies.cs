using System.Collections.Concurrent;

namespace ImageForge.Benchmarks.Serving;

/// <summary>What answers took, each of them kept: percentiles are exact.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentQueue<double> _milliseconds = new();
    private readonly ConcurrentDictionary<string, int> _failures = new();

    public int Count => _milliseconds.Count;

    /// <summary>Each kind with its number.</summary>
    public string Failures => string.Join(", ", _failures.Select(failure => $"{failure.Value} x {failure.Key}"));

    public int Failed => _failures.Values.Sum();

    public void Add(TimeSpan latency) => _milliseconds.Enqueue(latency.TotalMilliseconds);

    public void Fail(string how) => _failures.AddOrUpdate(how, 1, (_, count) => count + 1);

    /// <summary>
    /// Nearest ranks: the smallest latency in milliseconds that so many percent of the answers did not exceed.
    /// </summary>
    public IReadOnlyList<double> At(params IEnumerable<double> percents)
    {
        var sorted = _milliseconds.ToArray();
        Array.Sort(sorted);
        return
        [
            .. percents.Select(percent => sorted.Length == 0
                ? double.NaN
                : sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)]),
        ];
    }
}
