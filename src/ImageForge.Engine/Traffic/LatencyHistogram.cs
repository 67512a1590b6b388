namespace ImageForge.Engine.Traffic;

/// <summary>Latencies counted by millisecond: the same room for a minute of load as for a month of it.</summary>
internal sealed class LatencyHistogram
{
    // What is slower shares the last place; twice the time-out that a request may take by default, plus a late start.
    private const int PlacesMax = 10_000;
    private readonly long[] _counts = new long[PlacesMax];
    private long _total;
    private int _max;

    public void Add(TimeSpan latency)
    {
        var milliseconds = (int)Math.Clamp(Math.Ceiling(latency.TotalMilliseconds), 0, PlacesMax - 1);
        _counts[milliseconds]++;
        _total++;
        _max = Math.Max(_max, milliseconds);
    }

    public LatencyPercentiles Percentiles() => new(At(50), At(95), At(99), _max);

    // Nearest rank: the smallest latency that so many percent of the answers did not exceed.
    private int At(int percent)
    {
        var rank = ((_total * percent) + 99) / 100;
        var seen = 0L;
        for (var milliseconds = 0; milliseconds < PlacesMax; milliseconds++)
        {
            seen += _counts[milliseconds];
            if (seen >= rank)
            {
                return milliseconds;
            }
        }

        return _max;
    }
}
