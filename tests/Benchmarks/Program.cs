using ImageForge.Benchmarks;
using ImageForge.Targets.Local.Builds;

// Measures what is promised about speed and prints it as a table. Ratios come from one run, so that a busy machine
// slows
// both sides; the seconds want a quiet one. Never a test: exit code 0 says that everything could be measured.
var executable = Environment.GetEnvironmentVariable("IMAGEFORGE_CLI") is { Length: > 0 } named
    ? named
    : Path.Combine(BenchForge.Checkout, ".imageforge", "bin", "imageforge");
var root = Path.Combine(Path.GetTempPath(), $"if-bench-{Environment.ProcessId}");
try
{
    using var forge = new BenchForge(root);
    var measured = new List<Measurement>();
    measured.AddRange(await new BuildBenchmarks(forge).RunAsync());
    measured.AddRange(new CommandBenchmarks(executable, root).Run());
    measured.AddRange(await new BootBenchmarks(forge).RunAsync());

    Console.WriteLine($"{"what",-56}{"seen",10}  {"promised",-12}");
    foreach (var (what, seen, bar, holds) in measured)
    {
        Console.WriteLine($"{what,-56}{seen,10}  {bar,-12}{(holds == false ? "MISSED" : "")}".TrimEnd());
    }
}
finally
{
    await LocalBuildTarget.RemoveTreeAsync(root, CancellationToken.None);
}
