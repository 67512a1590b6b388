using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>
/// A package mirror on a free port of this machine that misbehaves as told: each request takes the path's next answer,
/// the last one stays. Speaks raw bytes, so that it can end in the middle of a body.
/// </summary>
internal sealed class MirrorServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _answers = new();

    public MirrorServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Answer(string path, params byte[][] answers) => _answers[path] = new ConcurrentQueue<byte[]>(answers);

    public static byte[] Whole(string body) => Announced(body, body.Length);

    /// <summary>Announces more than it sends, then hangs up.</summary>
    public static byte[] Announced(string body, int length) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");

    /// <summary>Ends where the connection ends, as mirrors behind old proxies do.</summary>
    public static byte[] Unannounced(string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}");

    public static byte[] Status(int status) => Encoding.ASCII.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            var path = (await reader.ReadLineAsync())!.Split(' ')[1];
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            Requests.Enqueue(path);
            var answers = _answers[path];
            var answer = answers.Count > 1 && answers.TryDequeue(out var next) ? next : answers.First();
            await client.GetStream().WriteAsync(answer);
        }
    }
}
