using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Webhooks;

/// <summary>A receiver of a test: keeps what it gets and answers as it is told.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    public static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<WebhookDelivery> _got = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public WebhookSink(Func<int, HttpListenerResponse, CancellationToken, Task> answer)
    {
        Url = new Uri($"http://127.0.0.1:{LoopbackPort.FindFree()}/hook/");
        _listener.Prefixes.Add($"{Url}");
        _listener.Start();
        _serving = Task.Run(() => ServeAsync(answer));
    }

    public Uri Url { get; }
    public static string Secret => "whsec_" + Convert.ToBase64String(Key);
    public IReadOnlyList<WebhookDelivery> Got => [.. _got];

    /// <summary>Answers with a status at once; the number counts requests from 0.</summary>
    public static WebhookSink Answering(Func<int, int> status) => new((number, response, _) =>
    {
        response.StatusCode = status(number);
        return Task.CompletedTask;
    });

    /// <summary>Checks a signature as the standard tells receivers to.</summary>
    public static bool IsSigned(WebhookDelivery delivery)
    {
        var signed = $"{delivery.Id}.{delivery.Headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(delivery.Body)}";
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(signed)));
        return delivery.Headers["webhook-signature"].Split(' ').Contains(expected);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Close();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<int, HttpListenerResponse, CancellationToken, Task> answer)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _got.Enqueue(new WebhookDelivery(
                    context.Request.Headers.AllKeys.OfType<string>().ToDictionary(
                        name => name.ToLowerInvariant(), name => context.Request.Headers[name]!),
                    body.ToArray()));
                await answer(number, context.Response, _stop.Token);
                context.Response.Close();
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpListenerException or IOException
                or ObjectDisposedException)
            {
                // The caller went away: that is what some of these tests are about.
            }
        }
    }
}
