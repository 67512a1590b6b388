using System.Diagnostics;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;

namespace ImageForge.EndToEnd.Tests.Mutations;

/// <summary>
/// A copy of the checkout's source with builds of its own, to be spoilt and put right again; goes away with the tests.
/// </summary>
public sealed class SourceCopy : IAsyncLifetime
{
    private static readonly TimeSpan BuildMax = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan PatchMax = TimeSpan.FromMinutes(1);
    private static readonly string[] Projects = ["Core.Tests", "Targets.Tests", "Engine.Tests"];

    // What is left out is style: a mutation need not be beautiful, and only tests shall find it.
    private static readonly string[] Flags =
    [
        "-c", "Release", "-v", "quiet", "-nologo", "--no-restore", "--disable-build-servers", "-p:RunAnalyzers=false",
        "-p:EnforceCodeStyleInBuild=false", "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false",
    ];

    private readonly Dictionary<TestSuite, SuiteOutcome> _unspoilt = [];
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"ifm-{Guid.NewGuid():n}");

    /// <summary>Folder of the patches, beside this class.</summary>
    public static string Patches { get; } =
        Path.Combine(SharedForge.Checkout, "tests", "EndToEnd.Tests", "Mutations");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Copy("");
        foreach (var folder in new[] { "src", "images", "schedules" }.Concat(
            Projects.Select(project => Path.Combine("tests", project))))
        {
            Copy(folder, SearchOption.AllDirectories);
        }

        foreach (var project in Projects)
        {
            await RequireAsync(BuildMax, "dotnet", "restore", Path.Combine("tests", project), "-v", "quiet");
        }

        await BuildAsync();
    }

    /// <summary>Builds what has changed since the last build.</summary>
    public async Task BuildAsync()
    {
        foreach (var project in Projects)
        {
            await RequireAsync(BuildMax, "dotnet", ["build", Path.Combine("tests", project), .. Flags]);
        }
    }

    public Task ApplyAsync(string patch) => RequireAsync(PatchMax, "git", "apply", patch);

    public Task RevertAsync(string patch) => RequireAsync(PatchMax, "git", "apply", "--reverse", patch);

    /// <summary>What a suite says of the source as it is in the checkout; run once, while nothing is spoilt.</summary>
    public async Task<SuiteOutcome> UnspoiltAsync(TestSuite suite)
    {
        if (!_unspoilt.TryGetValue(suite, out var known))
        {
            // The last build may be of a mutation that has been taken back since.
            await BuildAsync();
            known = _unspoilt[suite] = await RunAsync(suite, BuildMax)
                ?? throw new TimeoutException($"{suite} does not end within {BuildMax}");
        }

        return known;
    }

    /// <summary>Runs a suite of the copy as it was built last; null if it did not end in time.</summary>
    /// <exception cref="InvalidOperationException">The tests could not be run at all.</exception>
    public async Task<SuiteOutcome?> RunAsync(TestSuite suite, TimeSpan limit)
    {
        var report = Path.Combine(_root, "report.xml");
        File.Delete(report);
        var tests = Path.Combine("artifacts", "bin", suite.Project, "release", $"{suite.Project}.dll");
        using var running = Start(
            "dotnet",
            [tests, .. suite.Classes.SelectMany(pattern => new[] { "-class", pattern }), "-noColor", "-xml", report],
            suite.Cases);
        if (!await running.WaitAsync(limit))
        {
            return null;
        }

        var outcome = await running.EndAsync(limit);
        return File.Exists(report)
            ? SuiteOutcome.Read(report)
            : throw new InvalidOperationException($"{suite} left no report: {outcome}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Copy(string folder, SearchOption depth = SearchOption.TopDirectoryOnly)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SharedForge.Checkout, folder), "*", depth))
        {
            var copy = Path.Combine(_root, Path.GetRelativePath(SharedForge.Checkout, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private async Task RequireAsync(TimeSpan limit, string program, params IEnumerable<string> arguments)
    {
        using var running = Start(program, arguments, seeds: 1);
        var outcome = await running.EndAsync(limit);
        Assert.True(outcome.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {outcome}");
    }

    private RunningCommand Start(string program, IEnumerable<string> arguments, int seeds)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the build and the run around this one say of themselves is not meant for the copy.
        foreach (var name in start.Environment.Keys.Where(IsOfTheRunAround).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["IMAGEFORGE_SEEDS"] = $"{seeds}";
        start.Environment["IMAGEFORGE_SHRINKS"] = "0";
        return new RunningCommand(start);
    }

    private static bool IsOfTheRunAround(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("IMAGEFORGE_", StringComparison.Ordinal)
        || name.StartsWith("TESTINGPLATFORM_", StringComparison.Ordinal)
        || name.StartsWith("GIT_", StringComparison.Ordinal);
}
