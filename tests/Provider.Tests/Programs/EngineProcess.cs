using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>One process of the provider within a phase of the engine; keeps what it was asked.</summary>
internal sealed class EngineProcess(ProviderBench bench, ProviderProcess provider, int number)
{
    private static readonly TimeSpan CancelMax = TimeSpan.FromSeconds(5);
    private readonly ConcurrentQueue<EngineCall> _calls = new();
    private Task? _killed;

    public IReadOnlyCollection<EngineCall> Calls => _calls;

    /// <summary>Told before each call; may end the process.</summary>
    public Action<EngineCall>? Before { get; init; }

    public async Task GreetAsync()
    {
        Note("Handshake");
        await bench.HandshakeAsync(provider);
        await CallAsync("GetPluginInfo", []);
    }

    /// <param name="method">Such as Create.</param>
    /// <param name="message">With the names of the .proto files.</param>
    /// <exception cref="StubFault">It is refused.</exception>
    public async Task<JsonObject> CallAsync(string method, JsonObject message)
    {
        Note(method, (string?)message["urn"] ?? "", (bool?)message["preview"] ?? false);
        var answer = await provider.CallAsync(method, message);
        return Wire.FaultOf(answer) is { } fault
            ? throw new InvalidOperationException($"{method}: the engine would break on {fault}: {answer}")
            : answer;
    }

    /// <summary>As the engine ends it after every run; the exit code has to be 0.</summary>
    public async Task EndAsync()
    {
        if (_killed is not null)
        {
            await _killed;
            return;
        }

        Note("Cancel");
        await provider.CallAsync("Cancel", deadline: CancelMax);
        var (code, took) = await provider.InterruptAsync();
        Assert.Equal(0, code);
        Assert.True(took < CancelMax, $"the engine would have killed it: {took}");
        Note("SIGINT");
    }

    /// <summary>The engine's Cancel on Ctrl-C, beside the calls under way.</summary>
    public async Task CancelAsync()
    {
        Note("Cancel");
        await provider.CallAsync("Cancel", deadline: TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends it as nothing can be prepared for.</summary>
    public Task KillAsync() => _killed = provider.KillAsync();

    private void Note(string method, string urn = "", bool isPreview = false)
    {
        var call = new EngineCall(number, method, urn, isPreview);
        _calls.Enqueue(call);
        Before?.Invoke(call);
    }
}
