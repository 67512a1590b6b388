using System.Diagnostics;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>A whole build by the command line, killed at random moments, each time taken up by the next.</summary>
[Trait("tier", "vm")]
public sealed class KilledBuildTests(SharedForge forge) : IAsyncDisposable
{
    private static readonly TimeSpan PhaseMax = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(20);

    private readonly StateDirectory _state = new(Path.Combine(Path.GetTempPath(), $"if-k{Environment.ProcessId}"));

    private readonly DefinitionTree _definitions = new DefinitionTree().WithoutDetection();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_three_moments_it_goes_on_and_leaves_nothing()
    {
        await forge.LendDownloadsAsync(_state);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");

        // The words of the progress lines; up to as many seconds later, somewhere in the middle of it.
        foreach (var (phase, secondsMax) in new[] { ("layer base", 20), ("layer packages", 20), ("gates", 12) })
        {
            await KillAsync(phase, TimeSpan.FromSeconds(random.NextDouble() * secondsMax));
            await Poll.UntilAsync(
                EndMax, () => Task.FromResult(BuildProcesses().Count == 0), () => string.Join('\n', BuildProcesses()));
            Assert.Empty(Leftovers.Mounts(_state.Root));
            Assert.Empty(new ArtifactStore(_state).List());
        }

        using var last = Start();
        var output = await last.StandardOutput.ReadToEndAsync(Cancellation);
        await last.WaitForExitAsync(Cancellation);

        Assert.True(last.ExitCode == 0, output);
        Assert.Equal(ImageState.Validated, Assert.Single(new ArtifactStore(_state).List()).State);
        Assert.Empty(Directory.EnumerateDirectories(_state.Temporary));
        Assert.Empty(Leftovers.Mounts(_state.Root));
        Assert.DoesNotContain(Leftovers.Processes(_state.Root), process => !IsReceiver(process));
    }

    public async ValueTask DisposeAsync()
    {
        _definitions.Dispose();
        await new ReceiverProcess(_state).StopAsync(() => false, CancellationToken.None);
        await LocalBuildTarget.RemoveTreeAsync(_state.Root, CancellationToken.None);
    }

    private static bool IsReceiver(string process) => process.Contains("imageforge-server", StringComparison.Ordinal);

    // The machine of the gates is a daemon: the next build ends it. Everything else dies with its maker.
    private List<string> BuildProcesses() =>
    [
        .. Leftovers.Processes(_state.Root)
            .Where(process => !IsReceiver(process) && !process.Contains("qemu-system", StringComparison.Ordinal)),
    ];

    private async Task KillAsync(string phase, TimeSpan after)
    {
        using var process = Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(PhaseMax);
        var seen = "";
        while (!seen.Contains($"{phase} ", StringComparison.Ordinal)
            && await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            seen = line;
        }

        Assert.Contains(phase, seen, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"{phase}: killed {after.TotalSeconds:0.0} s after its begin");
        process.WaitForExit(after);
        Assert.False(process.HasExited, $"{phase} ended before it could be killed");
        process.Kill();
        await process.WaitForExitAsync(Cancellation);
    }

    private Process Start()
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo(
            Path.Combine(ours.FullName, "..", "..", "ImageForge.Cli", ours.Name, "imageforge"),
            ["build", "web", "--state", _state.Root, "--definitions", _definitions.Root])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }
}
