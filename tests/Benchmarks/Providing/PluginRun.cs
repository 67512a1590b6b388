using System.Diagnostics;

namespace ImageForge.Benchmarks.Providing;

/// <summary>The provider, from its start until it is not needed any more.</summary>
internal sealed class PluginRun : IDisposable
{
    private readonly Process _process;

    private PluginRun(Process process, int port, double seconds) =>
        (_process, Port, StartSeconds) = (process, port, seconds);

    public int Port { get; }

    /// <summary>Until the port's line, in wall seconds.</summary>
    public double StartSeconds { get; }

    public static PluginRun Start(string plugin, string folder)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(plugin)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true,
        };
        start.Environment["IMAGEFORGE_STATE"] = Path.Combine(folder, "state");
        start.Environment.Remove("IMAGEFORGE_DEFINITIONS");
        var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadLine();
        return new PluginRun(
            process, int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture), watch.Elapsed.TotalSeconds);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
