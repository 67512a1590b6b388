using Grpc.Net.Client;
using Pulumirpc;

namespace ImageForge.Provider.Protocol;

/// <summary>The engine that called us: it shows people what we say.</summary>
internal sealed class EngineClient
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    private readonly Pulumirpc.Engine.EngineClient _engine;

    /// <param name="address">host:port, as the engine gives it.</param>
    public EngineClient(string address)
    {
        Address = address;
        _engine = new Pulumirpc.Engine.EngineClient(GrpcChannel.ForAddress(
            $"http://{address}",
            new GrpcChannelOptions
            {
                // It is on this machine; somebody's proxy is not asked.
                HttpHandler = new SocketsHttpHandler { UseProxy = false },
            }));
    }

    public string Address { get; }

    /// <exception cref="Grpc.Core.RpcException">It does not listen any more.</exception>
    public async Task LogAsync(LogRequest line, CancellationToken cancellationToken) =>
        await _engine.LogAsync(
            line, deadline: DateTime.UtcNow + AnswerMax, cancellationToken: cancellationToken);
}
