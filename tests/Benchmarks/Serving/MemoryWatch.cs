using System.Globalization;

namespace ImageForge.Benchmarks.Serving;

/// <summary>What a process holds of the machine's memory, looked at every few seconds.</summary>
internal sealed class MemoryWatch(string name, int pid)
{
    private readonly List<double> _mebibytes = [];

    public string Name => name;

    public void Look()
    {
        var resident = File.ReadLines($"/proc/{pid}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        _mebibytes.Add(long.Parse(
            resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0);
    }

    /// <summary>
    /// The start is what it holds once everything was used: the median of the second tenth. Garbage comes and goes, so
    /// the end is the median of the last tenth.
    /// </summary>
    public (double Start, double End, double Most) Result()
    {
        var tenth = Math.Max(1, _mebibytes.Count / 10);
        return (Median(_mebibytes.Skip(tenth).Take(tenth)), Median(_mebibytes.TakeLast(tenth)), _mebibytes.Max());
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
