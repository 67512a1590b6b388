using System.Diagnostics;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>The program while it runs; kills it if the test does not wait for its end.</summary>
public sealed class RunningCommand : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public RunningCommand(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>Waits for the end, at most so long; false if it still runs.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>SIGKILL to this one process: what it started goes on, as after a crash.</summary>
    public void Kill() => _process.Kill();

    public async Task<CommandOutcome> EndAsync(TimeSpan limit)
    {
        var ended = await WaitAsync(limit);
        if (!ended)
        {
            _process.Kill();
        }

        var outcome = new CommandOutcome(_process.HasExited ? _process.ExitCode : -1, await _output, await _errors);
        Assert.True(ended, $"still running after {limit}: {outcome}");
        return outcome;
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
