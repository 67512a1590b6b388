using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using ImageForge.Engine.Access;
using ImageForge.Engine.Journal;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>
/// Somebody who changes things through the interface as fast as it answers: pauses a rotation and lets it go on, each
/// time for another reason and under a key of its own, until that is acknowledged. Several others report detections.
/// </summary>
internal sealed class InterfaceLoad : IDisposable
{
    private readonly ConcurrentQueue<string> _acknowledged = new();
    private readonly ConcurrentQueue<(int Status, string Media, string Body)> _refusals = new();
    private readonly Func<Uri> _address;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private string _operator = "";
    private string _detector = "";
    private int _replayed;

    private InterfaceLoad(Func<Uri> address) => _address = address;

    /// <summary>What was acknowledged: reasons of pauses, rules of detections.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Answers to a request that had been done before its sender heard of it.</summary>
    public int Replayed => _replayed;

    /// <summary>Every answer that was no acknowledgement.</summary>
    public IReadOnlyCollection<(int Status, string Media, string Body)> Refusals => _refusals;

    /// <summary>So that a rotation neither ends nor begins anything while it is paused and resumed.</summary>
    public static string ClosedWindows =>
        $"[{{ days: [{$"{DateTime.UtcNow.AddDays(3).DayOfWeek}"[..3].ToLowerInvariant()}], "
        + "from: \"03:00\", to: \"04:00\", zone: UTC }]";

    /// <summary>Begins the rotation of which the load speaks.</summary>
    /// <returns>An instance of the fleet.</returns>
    public static async Task<string> BeginAsync(ApiCaller api)
    {
        var begun = await api.PostAsync("v1/fleets/web/rotations", """{"reason":"load"}""");
        Assert.True(begun.Status == 202, $"{begun}");
        var page = await api.GetAsync("v1/fleets/web/instances");
        return page.Json.GetProperty("instances").EnumerateArray().First().GetProperty("id").GetString()!;
    }

    /// <param name="service">Where tokens are made; it runs and is not yet under load.</param>
    /// <param name="address">Where it answers now.</param>
    public static async Task<InterfaceLoad> CreateAsync(ServiceProcessRun service, Func<Uri> address) =>
        new(address)
        {
            _operator = await service.TokenAsync(Role.Operator),
            _detector = await service.TokenAsync(Role.Detector),
        };

    /// <summary>Runs until it is told to stop; what is not acknowledged is sent again.</summary>
    public Task RunAsync(string instance, int reporters, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, reporters).Select(reporter => ReportAsync(reporter, instance, stop))
            .Append(PauseAsync(stop)));

    /// <summary>What was acknowledged and is not in the fleet's chain, or more than once.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(IJournal journal)
    {
        var text = new List<string>();
        await foreach (var entry in journal.ReadAsync("fleet/web", 0, TestContext.Current.CancellationToken))
        {
            text.Add(entry.Data);
        }

        return
        [
            .. from reason in _acknowledged
               let count = text.Count(data => data.Contains($"\"{reason}\"", StringComparison.Ordinal))
               where count != 1
               select $"{reason}: {count} times",
        ];
    }

    public void Dispose() => _http.Dispose();

    private async Task PauseAsync(CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var reason = $"load pause {turn} end";
            if (!await UntilDoneAsync("pause", $"pause-{turn}", $$"""{"reason":"{{reason}}"}""", stop))
            {
                return;
            }

            _acknowledged.Enqueue(reason);
            await UntilDoneAsync("resume", $"resume-{turn}", null, stop);
        }
    }

    private async Task<bool> UntilDoneAsync(string word, string key, string? body, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await PostAsync($"v1/fleets/web/rotation/{word}", _operator, body, key))
            {
                return true;
            }
        }

        return false;
    }

    private async Task ReportAsync(int reporter, string instance, CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested;)
        {
            var rule = $"load-{reporter}-{turn}";
            var at = $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH}:00:00Z";
            var body = $$"""{"instance":"{{instance}}","rule":"{{rule}}","severity":"signal","at":"{{at}}"}""";
            if (await PostAsync("v1/detections", _detector, body, null))
            {
                _acknowledged.Enqueue(rule);
                turn++;
            }

            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    // False also while nobody answers: then a moment later again.
    private async Task<bool> PostAsync(string path, string token, string? body, string? key)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address(), path));
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", $"\"{key}\"");
            }

            using var response = await _http.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                _replayed += response.Headers.Contains("Idempotent-Replayed") ? 1 : 0;
                return true;
            }

            _refusals.Enqueue((
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "",
                await response.Content.ReadAsStringAsync()));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It was killed.
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        await timer.WaitForNextTickAsync();
        return false;
    }
}
