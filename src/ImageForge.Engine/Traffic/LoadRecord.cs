using System.Collections.Immutable;

namespace ImageForge.Engine.Traffic;

/// <summary>Counts of a load under way. Safe to use from many requests at once.</summary>
internal sealed class LoadRecord
{
    private const int FailuresKeptMax = 20;
    private const int InstancesKeptMax = 1_000;
    private readonly Lock _gate = new();
    private readonly List<LoadFailure> _failures = [];
    private readonly Dictionary<string, long> _answers = [];
    private readonly LatencyHistogram _latencies = new();
    private long _sent;
    private long _failed;
    private long _succeeded;

    /// <summary>Counts a request as sent and returns its number.</summary>
    public long Sent()
    {
        lock (_gate)
        {
            return ++_sent;
        }
    }

    public void Succeeded(TimeSpan latency, string? instance)
    {
        lock (_gate)
        {
            _succeeded++;
            _latencies.Add(latency);
            if (instance is not null && (_answers.ContainsKey(instance) || _answers.Count < InstancesKeptMax))
            {
                _answers[instance] = _answers.GetValueOrDefault(instance) + 1;
            }
        }
    }

    public void Failed(LoadFailure failure)
    {
        lock (_gate)
        {
            _failed++;
            if (_failures.Count < FailuresKeptMax)
            {
                _failures.Add(failure);
            }
        }
    }

    public LoadReport Report(double rate, TimeSpan elapsed)
    {
        lock (_gate)
        {
            return new LoadReport
            {
                Rate = rate,
                Elapsed = elapsed,
                Sent = _sent,
                Failed = _failed,
                Succeeded = _succeeded,
                FirstFailures = [.. _failures],
                Latency = _latencies.Percentiles(),
                AnswersByInstance = _answers.ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
        }
    }
}
