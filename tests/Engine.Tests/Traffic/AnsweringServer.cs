using System.Net;
using System.Net.Sockets;

namespace ImageForge.Engine.Tests.Traffic;

/// <summary>A real HTTP server on a free loopback port that answers as the test says.</summary>
public sealed class AnsweringServer : IDisposable
{
    private const int PortAttemptsMax = 10;
    private readonly HttpListener _listener;
    private readonly Func<HttpListenerContext, Task> _answer;

    private AnsweringServer(HttpListener listener, int port, Func<HttpListenerContext, Task> answer)
    {
        _listener = listener;
        _answer = answer;
        Port = port;
        _ = ServeAsync();
    }

    public int Port { get; }
    public string Authority => $"127.0.0.1:{Port}";
    public Uri Address => new($"http://{Authority}/");

    public static AnsweringServer Start(Func<HttpListenerContext, Task> answer)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var listener = new HttpListener { IgnoreWriteExceptions = true };
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return new AnsweringServer(listener, port, answer);
            }
            catch (HttpListenerException) when (attempt < PortAttemptsMax)
            {
                listener.Close();
            }
        }
    }

    /// <summary>Answers every request with a status and, where given, an instance name.</summary>
    public static AnsweringServer Start(int status, string? instance = null) => Start(context =>
    {
        Answer(context, status, instance);
        return Task.CompletedTask;
    });

    public static void Answer(HttpListenerContext context, int status, string? instance = null)
    {
        context.Response.StatusCode = status;
        if (instance is not null)
        {
            context.Response.Headers["X-Instance"] = instance;
        }

        context.Response.Close();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                _ = _answer(context);
            }
        }
        catch (Exception exception) when (
            exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
