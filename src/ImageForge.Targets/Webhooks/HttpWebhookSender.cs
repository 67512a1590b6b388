using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ImageForge.Core.Notices;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Webhooks;

namespace ImageForge.Targets.Webhooks;

/// <summary>Posts notices. Trusts nothing of the receiver: no redirect, no cookie, a bounded answer.</summary>
/// <param name="installation">Gives the id of the installation that says it.</param>
/// <param name="time">Stamps each try.</param>
public sealed class HttpWebhookSender(Func<string> installation, TimeProvider time) : IWebhookSender, IDisposable
{
    private const int AnswerBytesMax = 4 * 1024;
    private const int HeaderKilobytesMax = 16;
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(1);
    private readonly HttpClient _far = ClientOf(useProxy: true);

    // What is sent to this machine stays on it, whatever the environment says of proxies.
    private readonly HttpClient _near = ClientOf(useProxy: false);

    /// <inheritdoc/>
    public async Task<WebhookAnswer> SendAsync(
        Webhook hook, Notice notice, IReadOnlyList<byte[]> keys, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            using var request = RequestOf(hook, notice, keys);
            using var response = await (hook.Url.IsLoopback ? _near : _far).SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);

            // Read, so that the connection may be used again; more than this is cut off with it.
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            _ = await body.ReadAtLeastAsync(new byte[AnswerBytesMax], AnswerBytesMax, false, deadline.Token);
            return AnswerOf(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer($"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new WebhookAnswer((exception.InnerException ?? exception).Message);
        }
    }

    public void Dispose()
    {
        _far.Dispose();
        _near.Dispose();
    }

    private HttpRequestMessage RequestOf(Webhook hook, Notice notice, IReadOnlyList<byte[]> keys)
    {
        var body = NoticeMessage.Body(notice, new Uri($"urn:imageforge:{installation()}"));
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        request.Headers.Add("webhook-id", notice.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", NoticeMessage.Signatures(notice.Id, timestamp, body, keys));
        return request;
    }

    private WebhookAnswer AnswerOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return WebhookAnswer.Delivered;
        }

        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return status is >= 300 and < 400
            ? new WebhookAnswer($"it answers {status}: redirects are not followed, name its own address")
            : new WebhookAnswer($"it answers {status}", response.StatusCode == HttpStatusCode.Gone, asked);
    }

    private static HttpClient ClientOf(bool useProxy) => new(new SocketsHttpHandler
    {
        UseProxy = useProxy,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseHeadersLength = HeaderKilobytesMax,
        PooledConnectionIdleTimeout = IdleMax,

        // Names are looked up anew now and then.
        PooledConnectionLifetime = IdleMax,
        ConnectCallback = ConnectAsync,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    // A name may lead to where no address would have been allowed: what is looked up is what is connected to.
    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.Where(address => WebhookAddress.Fault(address) is null).ToArray();
        if (allowed.Length == 0)
        {
            throw new IOException(
                $"{context.DnsEndPoint.Host} is {(addresses.Length == 0 ? "unknown" : WebhookAddress.Fault(addresses[0]))}");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
