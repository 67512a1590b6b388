using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// The connection to one served cloud. Each call is one attempt; what it means that one failed is decided in Engine.
/// </summary>
public sealed class CloudClient : IDisposable
{
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private readonly HttpClient _http = NewHttp();

    private CloudClient(Uri address) => Address = address;

    public Uri Address { get; }
    public CloudCard Card { get; private set; } = null!;

    /// <summary>Where users of a fleet would send requests: 200 where it serves, else 503.</summary>
    public Uri UsersOf(string fleet) => new(Address, PathOf($"fleets/{fleet}/users"));

    /// <summary>
    /// Asks what cloud is there; the answer holds for all later calls, so one that takes its place is noticed. Not
    /// asynchronous: it comes before everything else and takes a moment.
    /// </summary>
    /// <exception cref="ForgeException">Nothing answers there, or something else does (External).</exception>
    public static CloudClient Connect(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var client = new CloudClient(address);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "v1/cloud"));
            using var within = new CancellationTokenSource(ConnectMax);
            using var response = client._http.Send(request, within.Token);
            using var body = response.EnsureSuccessStatusCode().Content.ReadAsStream(within.Token);
            client.Card = JsonSerializer.Deserialize(body, CloudJson.Default.CloudCard)
                ?? throw new JsonException("null is no card");
            return client;
        }
        catch (Exception exception) when (
            exception is HttpRequestException { StatusCode: null } or TaskCanceledException)
        {
            client.Dispose();
            throw new ForgeException(
                ForgeError.External, $"no simulated cloud answers at {address}: {exception.Message}",
                $"start one: `imageforge simulate <schedule> --listen {address.Host}:{address.Port}`", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or NotSupportedException)
        {
            client.Dispose();
            throw new ForgeException(
                ForgeError.External, $"what answers at {address} is no simulated cloud of this version: "
                    + exception.Message,
                "name the address that `imageforge simulate <schedule> --listen` prints", exception);
        }
    }

    /// <summary>Makes the cloud's images known: nobody has to build them.</summary>
    public void Adopt(ArtifactStore artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        foreach (var image in Card.Images)
        {
            artifacts.Adopt(SimulatedArtifacts.Of(image.Id, image.BuiltAt));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="TargetException">It is refused, or no answer came.</exception>
    internal async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, shape, cancellationToken)
                ?? throw new JsonException("the answer is null");
        }
        catch (JsonException exception)
        {
            throw Strange(exception.Message, exception);
        }
    }

    /// <exception cref="TargetException">It is refused, or no answer came.</exception>
    internal async Task SendAsync<T>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, shape));
        content.Headers.ContentType = JsonType;
        using var response = await SendAsync(method, path, content, cancellationToken);
    }

    /// <exception cref="TargetException">It is refused, or no answer came.</exception>
    internal async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
    }

    private static HttpClient NewHttp() =>
        new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = ConnectMax })
        {
            // What a caller waits who has no deadline of his own.
            Timeout = CloudInterface.AnswerMax,
            MaxResponseContentBufferSize = int.MaxValue,
        };

    private string PathOf(string path) => $"v1/clouds/{Card.Id}/{path}";

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(Address, PathOf(path))) { Content = content };

            // The answer to a look at ten thousand is megabytes: it is read as it comes, and never kept whole.
            var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await RefusalAsync(response, cancellationToken);
            }
        }
        catch (HttpRequestException exception)
        {
            var what = exception.HttpRequestError == HttpRequestError.ConnectionError
                ? "cannot be reached"
                : "broke the connection before the answer";
            throw new TargetException(
                $"the simulated cloud at {Address} {what}: {exception.Message}", isTransient: true, exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetException($"the simulated cloud at {Address} gives no answer", true, exception);
        }
    }

    private async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var refusal = await JsonSerializer.DeserializeAsync(body, CloudJson.Default.Refusal, cancellationToken);
            return refusal?.ToException() ?? Strange($"status {(int)response.StatusCode}", null);
        }
        catch (JsonException exception)
        {
            return Strange($"status {(int)response.StatusCode}", exception);
        }
    }

    private TargetException Strange(string what, Exception? inner) =>
        new($"what answers at {Address} does not speak as a simulated cloud does: {what}", false, inner);
}
