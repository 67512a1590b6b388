using ImageForge.Benchmarks;
using ImageForge.Benchmarks.Providing;
using ImageForge.Benchmarks.Serving;
using ImageForge.Targets.Local.Builds;

// `scale plan`, `scale rotation [instances]` or `scale rotations [instances]` measure only plans, the simulated
// rotation that has bars, or that one and those printed beside it; `scale` measures all of these and nothing else.
if (args is ["scale", ..])
{
    Print(Scale(args));
    return;
}

// `serve [minutes] [instances]` measures the service: ten minutes and 10,000 instances, unless it is told otherwise.
if (args is ["serve", ..])
{
    var minutes = args.Length > 1 ? double.Parse(args[1]) : 10;
    var served = new ServeBenchmarks(args.Length > 2 ? int.Parse(args[2]) : 10_000, TimeSpan.FromMinutes(minutes));
    Print([.. await served.RunAsync(CancellationToken.None)]);
    return;
}

// `provider` measures the Pulumi provider: its start, and a preview of two hundred unchanged images.
if (args is ["provider"])
{
    var plugin = Environment.GetEnvironmentVariable("IMAGEFORGE_PLUGIN") is { Length: > 0 } given
        ? given
        : Path.Combine(BenchForge.Checkout, ".imageforge", "provider", "pulumi-resource-imageforge");
    Print([.. await new ProviderBenchmarks(plugin).RunAsync()]);
    return;
}

// `boot <state directory>` boots the newest `web` there: what a change of the sensor or its rules costs.
if (args is ["boot", var state])
{
    using var built = new BenchForge(state);
    Print([.. await new BootBenchmarks(built).RunAsync()]);
    return;
}

// `hotfix <state directory>` builds `web` cold there, and once more with one package brought to a higher version.
if (args is ["hotfix", var empty])
{
    using var fresh = new BenchForge(empty);
    Print([.. await new BuildBenchmarks(fresh).RunHotfixAsync()]);
    return;
}

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

    measured.AddRange(Scale(["scale", "plan"]));
    Print(measured);
}
finally
{
    await LocalBuildTarget.RemoveTreeAsync(root, CancellationToken.None);
}

static List<Measurement> Scale(string[] args)
{
    var part = args.ElementAtOrDefault(1);
    var instances = args.Length > 2 ? int.Parse(args[2]) : 10_000;
    var measured = new List<Measurement>();
    if (part is null or "plan")
    {
        measured.AddRange(PlanBenchmarks.Run());
    }

    if (part is null or "rotation" or "rotations")
    {
        measured.AddRange(new RotationBenchmarks(instances).Run(withOthers: part != "rotation"));
    }

    return measured;
}

static void Print(List<Measurement> measured)
{
    Console.WriteLine($"{"what",-56}{"seen",10}  {"promised",-12}");
    foreach (var (what, seen, bar, holds) in measured)
    {
        Console.WriteLine($"{what,-56}{seen,10}  {bar,-12}{(holds == false ? "MISSED" : "")}".TrimEnd());
    }
}
