using System.Diagnostics;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>
/// The program as people run it: the published one where <c>IMAGEFORGE_CLI</c> names it (<c>./test</c> does), else the
/// one
/// built beside these tests.
/// </summary>
/// <param name="state">Its state directory.</param>
/// <param name="definitions">The folder that holds images/ and schedules/.</param>
public sealed class ImageForgeCommand(string state, string definitions)
{
    private static readonly TimeSpan RunTimeMax = TimeSpan.FromMinutes(2);

    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("IMAGEFORGE_CLI") is { Length: > 0 } named ? named : Beside();

    /// <summary>Takes the place of the caller's PATH; null leaves it.</summary>
    public string? SearchPath { get; init; }

    public Task<CommandOutcome> RunAsync(params IEnumerable<string> arguments) => RunAsync(RunTimeMax, arguments);

    public async Task<CommandOutcome> RunAsync(TimeSpan limit, params IEnumerable<string> arguments)
    {
        using var running = Start(arguments);
        return await running.EndAsync(limit);
    }

    public RunningCommand Start(params IEnumerable<string> arguments) => new(StartInfo(Executable, arguments));

    /// <summary>
    /// As <see cref="RunAsync(IEnumerable{string})"/>, at the end of a shell script: <c>exec "$@"</c> runs it.
    /// </summary>
    public Task<CommandOutcome> RunInShellAsync(string script, params IEnumerable<string> arguments) =>
        RunInShellAsync(RunTimeMax, script, arguments);

    public async Task<CommandOutcome> RunInShellAsync(
        TimeSpan limit, string script, params IEnumerable<string> arguments)
    {
        using var running = new RunningCommand(
            StartInfo("unshare", ["--mount", "sh", "-euc", script, "sh", Executable, .. arguments]));
        return await running.EndAsync(limit);
    }

    private ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["IMAGEFORGE_STATE"] = state;
        start.Environment["IMAGEFORGE_DEFINITIONS"] = definitions;
        if (SearchPath is not null)
        {
            start.Environment["PATH"] = SearchPath;
        }

        return start;
    }

    private static string Beside()
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(ours.Parent!.Parent!.FullName, "ImageForge.Cli", ours.Name, "imageforge");
    }
}
