using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>2,000 requests that nobody would send on purpose: each is answered, and none breaks anything.</summary>
[Trait("tier", "long")]
public sealed class FuzzedApiTests
{
    private const int Seed = 20261130;
    private const int Requests = 2000;
    private const int AtOnce = 8;
    private const int AnswerMax = 64 * 1024;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Two_thousand_fuzzed_requests_get_an_answer_that_is_no_error_of_ours()
    {
        await using var stage = await ApiStage.StartAsync();
        var document = (await stage.Api.GetAsync("openapi/v1.json")).Json;
        var faults = new ConcurrentQueue<string>();
        var statuses = new ConcurrentDictionary<int, int>();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = AnswerWithin,
        };
        await Parallel.ForEachAsync(
            new RequestFuzzer(Seed, document).Make(Requests),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken,
            },
            async (request, cancellationToken) =>
            {
                var (status, text) = await SendAsync(stage.Service, http, request, cancellationToken);
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
                if (status is 500 or 501 || text.Contains("   at ", StringComparison.Ordinal)
                    || text.Contains("Exception", StringComparison.Ordinal))
                {
                    faults.Enqueue($"{status} for {request}\n{text}");
                }
            });

        Assert.True(faults.IsEmpty, $"seed {Seed}\n" + string.Join('\n', faults.Take(10)));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            ", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}")));

        // Most of it must get past the door, or nothing was tried.
        Assert.True(statuses.Keys.Count(status => status is 200 or 202 or 400 or 404 or 405 or 415 or 422) >= 6,
            string.Join(", ", statuses));
        Assert.Equal(200, (await stage.Service.AskAsync("health/live")).Status);
        Assert.Equal(200, (await stage.Api.GetAsync("v1/fleets/web")).Status);
        Assert.Empty(await stage.FaultsAsync());
    }

    private static async Task<(int Status, string Text)> SendAsync(
        ServiceProcessRun service, HttpClient http, FuzzedRequest fuzzed, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(fuzzed.Method), $"{service.Address}{fuzzed.Path}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await service.TokenAsync(fuzzed.Role));
        if (fuzzed.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (fuzzed.Media is { } media)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", media);
            }
        }

        foreach (var (name, value) in fuzzed.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            // It has no end.
            return ((int)response.StatusCode, "");
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);

        // Documents of images may say what they like; problems may not.
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? "" : text[..Math.Min(text.Length, AnswerMax)]);
    }
}
