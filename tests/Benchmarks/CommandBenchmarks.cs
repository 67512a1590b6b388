using System.Diagnostics;

namespace ImageForge.Benchmarks;

/// <summary>What a person waits for at the command line; the published program, wall time.</summary>
public sealed class CommandBenchmarks(string executable, string state)
{
    private const int Starts = 11;
    private const int Builds = 5;

    public IReadOnlyList<Measurement> Run()
    {
        // Once for what a build prepares for the next one: the index, the answers to tool versions.
        Time("build", "web");
        return
        [
            Measurement.Seconds("imageforge --version", Median(Starts, "--version"), TimeSpan.FromMilliseconds(150)),
            Measurement.Seconds(
                "build of nothing new, offline", Median(Builds, "build", "web", "--offline"), TimeSpan.FromSeconds(2)),
        ];
    }

    private TimeSpan Median(int times, params string[] arguments) =>
        Enumerable.Range(0, times).Select(_ => Time(arguments)).Order().ElementAt(times / 2);

    private TimeSpan Time(params string[] arguments)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["IMAGEFORGE_STATE"] = state;
        start.Environment["IMAGEFORGE_DEFINITIONS"] = BenchForge.Checkout;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? watch.Elapsed
            : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {errors.Result}");
    }
}
