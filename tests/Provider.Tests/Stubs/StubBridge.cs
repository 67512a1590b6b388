using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ImageForge.Provider.Tests.Stubs;

/// <summary>
/// A Node process that speaks gRPC through the stubs that Pulumi publishes: the client that we did not write. JSON
/// lines go in and out; bridge.cjs says which.
/// </summary>
internal sealed class StubBridge : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(30);

    private readonly Process _node;
    private readonly Task _reading;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _waiting = new();
    private readonly Channel<JsonObject> _monitor = Channel.CreateUnbounded<JsonObject>();
    private readonly ConcurrentQueue<LogLine> _logs = new();
    private int _last;

    private StubBridge(Process node)
    {
        _node = node;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>What providers told their engine, in the order in which it came.</summary>
    public IReadOnlyCollection<LogLine> Logs => _logs;

    /// <summary>What programs asked the monitor.</summary>
    public ChannelReader<JsonObject> Monitor => _monitor.Reader;

    public static async Task<StubBridge> StartAsync()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(StubModules.Source, "bridge.cjs")])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["STUBS_MODULES"] = await StubModules.FolderAsync();
        var node = Process.Start(start)!;
        node.ErrorDataReceived += (_, _) => { };
        node.BeginErrorReadLine();
        return new StubBridge(node);
    }

    /// <summary>One request and its answer, whatever that says.</summary>
    public async Task<JsonObject> AskAsync(JsonObject request)
    {
        var id = Interlocked.Increment(ref _last);
        request["id"] = id;
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        await _writing.WaitAsync();
        try
        {
            await _node.StandardInput.WriteLineAsync(request.ToJsonString());
            await _node.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(AnswerMax, TestContext.Current.CancellationToken);
    }

    /// <summary>A request that the bridge itself must be able to do.</summary>
    public async Task<JsonObject> DoAsync(JsonObject request)
    {
        var answer = await AskAsync(request);
        return (bool)answer["ok"]! ? answer : throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>Serves an engine that keeps what it is told; host:port.</summary>
    public async Task<string> ServeEngineAsync() =>
        (string)(await DoAsync(new JsonObject { ["op"] = "serveEngine" }))["address"]!;

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _node.Kill(entireProcessTree: true);
        }

        await _reading;
        _node.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonNode.Parse(line)!.AsObject();
            switch ((string?)said["event"])
            {
                case "log":
                    _logs.Enqueue(LogLine.Of(said));
                    break;
                case "monitor":
                    await _monitor.Writer.WriteAsync(said);
                    break;
                default:
                    if ((int?)said["id"] is { } id && _waiting.TryRemove(id, out var waiting))
                    {
                        waiting.SetResult(said);
                    }

                    break;
            }
        }

        foreach (var waiting in _waiting.Values)
        {
            waiting.TrySetException(new InvalidOperationException("the bridge has ended"));
        }
    }
}
