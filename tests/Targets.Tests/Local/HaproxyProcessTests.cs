using System.Net;
using System.Net.Sockets;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

/// <summary>The real HAProxy in front of small servers of this process.</summary>
public sealed class HaproxyProcessTests : IAsyncLifetime
{
    private static readonly HealthProbe Health = new(80, "/healthz");
    private static readonly InstanceId Old = new("web-old");
    private static readonly InstanceId New = new("web-new");

    private readonly TemporaryState _state = new();
    private readonly AnsweringServer _oldServer = new();
    private readonly AnsweringServer _newServer = new();
    private readonly HaproxyProcess _process;
    private readonly IPEndPoint _listen = new(IPAddress.Loopback, LoopbackPort.FindFree());

    public HaproxyProcessTests() => _process = new HaproxyProcess(_state.Directory.Root);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(CancellationToken.None);
        await _oldServer.DisposeAsync();
        await _newServer.DisposeAsync();
        _state.Dispose();
    }

    [Fact]
    public async Task A_server_comes_and_another_goes_and_every_answer_names_who_gave_it()
    {
        Assert.True(await StartAsync(new HaproxyServer(Old, _oldServer.Port, HaproxyMode.Ready)));
        await UntilAsync(Old, server => server.IsHealthy);
        Assert.Equal("web-old", await AskAsync());

        await _process.Admin.AddAsync(New, _newServer.Port, Cancellation);
        await _process.Admin.AddAsync(New, _newServer.Port, Cancellation);
        await UntilAsync(New, server => server is { IsHealthy: true, Mode: HaproxyMode.Drain });
        await _process.Admin.SetModeAsync(New, HaproxyMode.Ready, Cancellation);
        await _process.Admin.AddAsync(New, _newServer.Port, Cancellation);
        Assert.Equal(HaproxyMode.Ready, (await _process.Admin.FindAsync(New, Cancellation))!.Mode);

        await _process.Admin.SetModeAsync(Old, HaproxyMode.Drain, Cancellation);
        Assert.Equal("web-new", await AskAsync());
        await _process.Admin.RemoveAsync(Old, Cancellation);
        await _process.Admin.RemoveAsync(Old, Cancellation);
        Assert.Equal("web-new", Assert.Single(await _process.Admin.ServersAsync(Cancellation)).Name);
        Assert.Equal("web-new", await AskAsync());
    }

    [Fact]
    public async Task One_killed_or_started_by_somebody_who_died_is_found_out()
    {
        Assert.False(await _process.FindAsync(Cancellation));
        Assert.True(await StartAsync());
        var identity = (await _process.Admin.FindProcessAsync(Cancellation))!;
        File.Delete(Path.Combine(_state.Directory.Root, "haproxy.json"));
        Assert.True(await _process.FindAsync(Cancellation));
        Assert.True(_process.IsRunning);

        identity.Kill();
        await identity.WaitForExitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.False(await _process.FindAsync(Cancellation));
        Assert.True(await StartAsync(
            new HaproxyServer(Old, _oldServer.Port, HaproxyMode.Ready),
            new HaproxyServer(New, _newServer.Port, HaproxyMode.Drain)));
        await UntilAsync(New, server => server is { IsHealthy: true, Mode: HaproxyMode.Drain });
        await UntilAsync(Old, server => server is { IsHealthy: true, Mode: HaproxyMode.Ready });
    }

    [Fact]
    public async Task A_taken_port_is_said_to_be_taken_even_by_another_load_balancer()
    {
        Assert.True(await StartAsync());
        using var other = new TemporaryState();
        Assert.False(await new HaproxyProcess(other.Directory.Root).TryStartAsync(_listen, Health, [], Cancellation));
    }

    private Task<bool> StartAsync(params HaproxyServer[] servers) =>
        _process.TryStartAsync(_listen, Health, servers, Cancellation);

    private async Task<string> AskAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await client.GetAsync(new Uri($"http://{_listen}/"), Cancellation);
        return Assert.Single(response.Headers.GetValues("X-Instance"));
    }

    private async Task UntilAsync(InstanceId instance, Predicate<HaproxyServerView> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var looks = 0; ; looks++)
        {
            var server = await _process.Admin.FindAsync(instance, Cancellation);
            if (server is not null && condition(server))
            {
                return;
            }

            Assert.True(looks < 400, $"{server}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    /// <summary>Answers every request with 200, one after another.</summary>
    private sealed class AnsweringServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _answering;

        public AnsweringServer()
        {
            Port = LoopbackPort.FindFree();
            _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
            _listener.Start();
            _answering = AnswerAsync();
        }

        public int Port { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _answering;
        }

        private async Task AnswerAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    (await _listener.GetContextAsync()).Response.Close();
                }
                catch (Exception exception)
                    when (exception is HttpListenerException or ObjectDisposedException or SocketException)
                {
                    // A health check that left early, or our own end.
                }
            }
        }
    }
}
