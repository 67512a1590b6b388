using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>Asks the interface of a service, with a token and whatever headers.</summary>
/// <param name="tokens">Those that there are; more are made where a role has none.</param>
internal sealed class ApiCaller(ServiceProcessRun service, ConcurrentDictionary<Role, string> tokens) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<ApiReply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        await SendAsync(HttpMethod.Get, path, Role.Viewer, null, headers);

    /// <summary>A POST of JSON; an empty body is none.</summary>
    public async Task<ApiReply> PostAsync(
        string path, string json, Role role = Role.Operator, params (string Name, string Value)[] headers) =>
        await SendAsync(HttpMethod.Post, path, role, json, headers);

    public async Task<ApiReply> SendAsync(
        HttpMethod method, string path, Role role, string? json, params (string Name, string Value)[] headers)
    {
        using var request = await RequestAsync(method, path, role, headers);
        if (json is { Length: > 0 })
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request, Cancellation);
        return new ApiReply(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Follows events until one is the last that is wanted; returns their ids, and the comments as
    /// <c>:</c>.</summary>
    public async Task<IReadOnlyList<string>> FollowAsync(
        string path, Func<string, bool> isLast, params (string Name, string Value)[] headers)
    {
        using var request = await RequestAsync(HttpMethod.Get, path, Role.Viewer, headers);
        using var response = await _http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var ids = new List<string>();
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                ids.Add(line[4..]);
            }

            if (isLast(line))
            {
                break;
            }
        }

        return ids;
    }

    private async Task<HttpRequestMessage> RequestAsync(
        HttpMethod method, string path, Role role, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(service.Address!, path));
        var token = tokens.GetValueOrDefault(role) ?? tokens.GetOrAdd(role, await service.TokenAsync(role));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public void Dispose() => _http.Dispose();
}
