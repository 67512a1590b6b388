using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ImageForge.EndToEnd.Tests.Targets;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>The program while it runs; kills it if the test does not wait for its end.</summary>
public sealed class RunningCommand : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public RunningCommand(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _output = ListenAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return $"{_said}";
            }
        }
    }

    /// <summary>Waits until it has printed these words, at most so long; its end without them fails the test.</summary>
    public async Task UntilSaysAsync(string words, TimeSpan limit)
    {
        bool Has() => Said.Contains(words, StringComparison.Ordinal);
        await Poll.UntilAsync(limit, () => Task.FromResult(Has() || HasExited), () => Said);
        Assert.True(Has(), $"ended without '{words.Trim()}': {Said}");
    }

    /// <summary>Waits until <c>serve -o json</c> has said where it answers.</summary>
    public async Task<Uri> UntilServesAsync(TimeSpan limit)
    {
        await UntilSaysAsync("\n}", limit);
        return new Uri(JsonDocument.Parse(Said).RootElement.GetProperty("address").GetString()!);
    }

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

    private async Task<string> ListenAsync()
    {
        const int BlockLength = 4096;
        var block = new char[BlockLength];
        while (await _process.StandardOutput.ReadAsync(block) is > 0 and var read)
        {
            lock (_said)
            {
                _said.Append(block, 0, read);
            }
        }

        return Said;
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
