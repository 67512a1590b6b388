using System.Diagnostics;
using ImageForge.Engine;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The real receiver as a child of a test, so that it can be killed.</summary>
internal sealed class ReceiverRun : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);
    private readonly Process _process;

    private ReceiverRun(Process process) => _process = process;

    /// <summary>True until it ended, by itself or not.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="state">As the program sees it.</param>
    /// <param name="seen">The same, as this process does.</param>
    /// <param name="within">A command that starts it elsewhere.</param>
    public static async Task<ReceiverRun> StartAsync(
        string state, StateDirectory seen, IReadOnlyList<string>? within = null)
    {
        string[] command = [.. within ?? [], ServerExecutable.Find(), "receive", "--state", state];
        var run = new ReceiverRun(Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
        })!);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var waited = Stopwatch.StartNew(); ;)
        {
            Assert.True(run.IsRunning && waited.Elapsed < StartMax, "the receiver does not answer");
            try
            {
                if (new ReceiverFiles(seen).ReadPort() is { } port
                    && (await http.GetAsync($"http://127.0.0.1:{port}/health/live")).IsSuccessStatusCode)
                {
                    return run;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
