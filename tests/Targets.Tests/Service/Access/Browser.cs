using System.Net;
using System.Text.Json;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Somebody before a browser: keeps cookies, sends forms, follows nothing by himself.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri service) => _http = new HttpClient(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        CookieContainer = Cookies,
    })
    {
        BaseAddress = service,
    };

    public CookieContainer Cookies { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="asPage">Whether a page is wanted, as by a link.</param>
    public async Task<HttpResponseMessage> GetAsync(string path, bool asPage = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (asPage)
        {
            request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        }

        return await _http.SendAsync(request, Cancellation);
    }

    public async Task<JsonElement> SessionAsync()
    {
        using var response = await GetAsync("session");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;
    }

    /// <summary>Sends a form with the form token of this moment.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        string path, bool asPage = false, params (string Name, string Value)[] fields)
    {
        var session = await SessionAsync();
        return await PostRawAsync(
            path, asPage,
            [
                .. fields,
                (session.GetProperty("formField").GetString()!, session.GetProperty("formToken").GetString()!),
            ]);
    }

    /// <summary>Sends a form as it is.</summary>
    public async Task<HttpResponseMessage> PostRawAsync(
        string path, bool asPage, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (asPage)
        {
            request.Headers.Accept.ParseAdd("text/html");
        }

        return await _http.SendAsync(request, Cancellation);
    }

    public void Dispose() => _http.Dispose();
}
