using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests;

/// <summary>The real plugin as the engine starts it, called through the published stubs.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);
    private static int _count;

    private readonly StubBridge _bridge;
    private readonly Process _process;
    private readonly Task<string> _stderr;
    private readonly string _name = $"p{Interlocked.Increment(ref _count)}";

    private ProviderProcess(StubBridge bridge, Process process, Task<string> stderr) =>
        (_bridge, _process, _stderr) = (bridge, process, stderr);

    public int Port { get; private init; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="bridge">Calls it.</param>
    /// <param name="folder">The program's folder.</param>
    /// <param name="environment">More, and other, variables.</param>
    /// <param name="arguments">As the engine gives them.</param>
    public static async Task<ProviderProcess> StartAsync(
        StubBridge bridge, string folder, IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Checkout.Plugin, arguments) { WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return await StartAsync(bridge, start);
    }

    /// <summary>Starts a plugin from wherever it is.</summary>
    public static async Task<ProviderProcess> StartAsync(StubBridge bridge, ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        var stderr = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartMax);
        var provider = new ProviderProcess(bridge, process, stderr)
        {
            Port = int.Parse(line ?? "", System.Globalization.NumberStyles.None, null),
        };
        await bridge.DoAsync(new JsonObject
        {
            ["op"] = "connect", ["name"] = provider._name, ["address"] = $"127.0.0.1:{provider.Port}",
        });
        return provider;
    }

    /// <summary>One call.</summary>
    /// <param name="method">Such as Check.</param>
    /// <param name="message">With the names of the .proto files.</param>
    /// <param name="call">Its name for <see cref="CancelCallAsync"/>; null: it has none.</param>
    /// <param name="deadline">How long an answer may take.</param>
    /// <exception cref="StubFault">It is refused.</exception>
    public async Task<JsonObject> CallAsync(
        string method, JsonObject? message = null, string? call = null, TimeSpan? deadline = null)
    {
        var request = new JsonObject
        {
            ["op"] = "call", ["to"] = _name, ["method"] = method, ["message"] = message ?? [],
            ["deadlineMs"] = (long)(deadline ?? TimeSpan.FromMinutes(20)).TotalMilliseconds,
        };
        if (call is not null)
        {
            request["call"] = call;
        }

        var answer = await _bridge.AskAsync(request);
        return (bool)answer["ok"]! ? answer["message"]?.AsObject() ?? [] : throw new StubFault(answer);
    }

    /// <summary>Any path with any bytes.</summary>
    public Task<JsonObject> RawAsync(string path, byte[] bytes) => _bridge.AskAsync(new JsonObject
    {
        ["op"] = "raw", ["to"] = _name, ["path"] = path, ["bytes"] = Convert.ToBase64String(bytes),
    });

    /// <summary>A call with a field that no version of the protocol has.</summary>
    public async Task<JsonObject> CallWithExtraFieldAsync(string method, JsonObject message)
    {
        var answer = await _bridge.AskAsync(new JsonObject
        {
            ["op"] = "call", ["to"] = _name, ["method"] = method, ["message"] = message, ["deadlineMs"] = 30_000,
            ["extraField"] = new JsonObject { ["number"] = 4242, ["text"] = "from a newer engine" },
        });
        return (bool)answer["ok"]! ? answer["message"]!.AsObject() : throw new StubFault(answer);
    }

    public Task CancelCallAsync(string call) =>
        _bridge.DoAsync(new JsonObject { ["op"] = "cancel", ["call"] = call });

    /// <summary>Ends it as the engine does after a run.</summary>
    /// <returns>Its exit code, and how long it took.</returns>
    public async Task<(int Code, TimeSpan Took)> InterruptAsync()
    {
        var clock = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, clock.Elapsed);
    }

    /// <summary>Ends it as nothing can be prepared for.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>All that it wrote, once it has ended: stdout after the port's line, and stderr.</summary>
    public async Task<(string Stdout, string Stderr)> WordsAsync() =>
        (await _process.StandardOutput.ReadToEndAsync(), await _stderr);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
