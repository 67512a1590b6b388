using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageForge.Engine;
using Polly;
using Polly.Retry;

namespace ImageForge.Provider.Backends.Service;

/// <summary>
/// Calls of the service's interface. An answer may be lost or late: what is asked is asked again, and what is submitted
/// carries a key under which the service does it once.
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    private const int RetriesMax = 5;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ResiliencePipeline _calls = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            Name = "service-call", MaxRetryAttempts = RetriesMax, BackoffType = DelayBackoffType.Exponential,
            UseJitter = true, Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(10),
            ShouldHandle = args =>
                ValueTask.FromResult(args.Outcome.Exception is TargetException { IsTransient: true }),
        })
        .AddTimeout(AnswerMax)
        .Build();

    public ServiceClient(Uri endpoint, string token)
    {
        Endpoint = endpoint;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectMax })
        {
            BaseAddress = endpoint, Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Endpoint { get; }

    /// <summary>What is at a path; null: nothing is.</summary>
    /// <exception cref="ForgeException">The service refuses it.</exception>
    /// <exception cref="TargetException">It does not answer.</exception>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc cref="FindAsync"/>
    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Submits something, once.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var key = $"\"{Guid.NewGuid():N}\"";
        var text = body.ToJsonString();
        return SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(text, new MediaTypeHeaderValue("application/json")),
                Headers = { { "Idempotency-Key", key } },
            },
            cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.ExecuteAsync(async token => await TryAsync(make, token), cancellationToken);
        }
        catch (Polly.Timeout.TimeoutRejectedException exception)
        {
            throw new TargetException($"the service at {Endpoint} gives no answer", isTransient: true, exception);
        }
    }

    private async Task<JsonObject> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            using var request = make();
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken)
                    ?? throw new JsonException("the answer is null")
                : throw await RefusalAsync(response, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new TargetException(
                $"the service at {Endpoint} cannot be reached: {exception.Message}", isTransient: true, exception);
        }
        catch (JsonException exception)
        {
            throw new TargetException(
                $"what answers at {Endpoint} is no ImageForge service of this version: {exception.Message}", false,
                exception);
        }
    }

    // Problem details (RFC 9457) with a way out, as the service writes them; a proxy in between may write anything.
    private async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonObject? problem = null;
        try
        {
            problem = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Its status has to do.
        }

        var words = $"{problem?["detail"] ?? problem?["title"] ?? response.ReasonPhrase}";
        var wayOut = (string?)problem?["wayOut"];
        return response.StatusCode switch
        {
            // Somebody is at it for a moment, and the service says when to come again.
            HttpStatusCode.Conflict when response.Headers.RetryAfter is not null =>
                new TargetException(wayOut is null ? words : $"{words}; {wayOut}", isTransient: true),
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.TooManyRequests =>
                new TargetException($"the service at {Endpoint} cannot answer now: {words}", isTransient: true),
            HttpStatusCode.Unauthorized => new ForgeException(
                ForgeError.Denied, $"the service at {Endpoint} does not know the token",
                "`imageforge token create` on its machine makes one; then `pulumi config set --secret "
                    + "imageforge:token …`"),
            HttpStatusCode.Forbidden => new ForgeException(ForgeError.Denied, words, wayOut),
            HttpStatusCode.NotFound => new ForgeException(ForgeError.NotFound, words, wayOut),
            HttpStatusCode.Conflict => new ForgeException(ForgeError.InUse, words, wayOut),
            HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest =>
                new ForgeException(ForgeError.InvalidDefinition, words, wayOut),
            _ => new ForgeException(
                ForgeError.External, $"the service at {Endpoint} answers {(int)response.StatusCode}: {words}", wayOut),
        };
    }
}
