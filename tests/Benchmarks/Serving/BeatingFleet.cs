using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Sensors;

namespace ImageForge.Benchmarks.Serving;

/// <summary>
/// Instances that enrolled with a secret each and then beat at their own moments of an interval. A beat is sent when it
/// is due, whatever became of the ones before; what it waits for a free place counts as its latency.
/// </summary>
internal sealed class BeatingFleet(ImmutableArray<InstanceId> instances, Uri receiver) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // Below what the receiver takes at once, so that none of ours is turned away at its door.
    private const int AtOnceMax = 256;
    private const int SecretBytes = 32;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false, MaxConnectionsPerServer = AtOnceMax,
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly string[] _secrets =
        [.. instances.Select(_ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)))];

    /// <summary>Each of them gets a token and exchanges it for its secret, as a new instance does.</summary>
    public Task EnrolAsync(IEnrolments enrolments, CancellationToken cancellationToken) => Parallel.ForAsync(
        0, instances.Length, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
        async (index, token) =>
        {
            var once = await enrolments.IssueAsync(instances[index], token);
            using var response = await SendAsync(
                "v1/enrol", once, $$"""{"instance":"{{instances[index]}}","secret":"{{_secrets[index]}}"}""", token);
            response.EnsureSuccessStatusCode();
        });

    /// <summary>Beats until it is over, and waits for the last answers.</summary>
    public async Task BeatAsync(TimeSpan length, Latencies latencies, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(AtOnceMax);
        using var timer = new PeriodicTimer(Slice);
        var under = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        for (var next = 0L; await timer.WaitForNextTickAsync(cancellationToken);)
        {
            var elapsed = Stopwatch.GetElapsedTime(began);
            for (; DueAt(next) <= elapsed && DueAt(next) < length; next++)
            {
                under.Add(OneAsync((int)(next % instances.Length), began, DueAt(next), places, latencies));
            }

            under.RemoveAll(task => task.IsCompleted);
            if (elapsed >= length)
            {
                break;
            }
        }

        await Task.WhenAll(under);
    }

    public void Dispose() => _http.Dispose();

    private TimeSpan DueAt(long beat) => beat * Interval / instances.Length;

    private async Task OneAsync(int index, long began, TimeSpan dueAt, SemaphoreSlim places, Latencies latencies)
    {
        await places.WaitAsync();
        try
        {
            var body = $$"""
                { "instance": "{{instances[index]}}", "image": "web@0123456789ab", "sensors": { "auditd": {
                "healthy": true, "state": "12 rules, 0 lost",
                "lastEventAt": {{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}} } } }
                """;
            using var response = await SendAsync("v1/beats", _secrets[index], body, CancellationToken.None);
            if (response.IsSuccessStatusCode)
            {
                latencies.Add(Stopwatch.GetElapsedTime(began) - dueAt);
            }
            else
            {
                latencies.Fail($"{(int)response.StatusCode}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            latencies.Fail(exception.GetType().Name);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        string path, string bearer, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver, path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await _http.SendAsync(request, cancellationToken);
    }
}
