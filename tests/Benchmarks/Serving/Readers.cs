using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace ImageForge.Benchmarks.Serving;

/// <summary>People who look: each asks for something once a second, the next thing each time.</summary>
internal sealed class Readers(Uri service, string token) : IDisposable
{
    public const int Count = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What the service does not have yet, or not any more, is left out.
    private static readonly string[] Known =
    [
        "v1/fleets", "v1/fleets/bench", "v1/fleets/bench/instances", "v1/rotations", "v1/images", "v1/risks",
        "v1/schedules", "v1/journal",
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false, MaxConnectionsPerServer = Count,
    })
    {
        BaseAddress = service,
        Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>By path.</summary>
    public ConcurrentDictionary<string, Latencies> Latencies { get; } = new();

    /// <summary>Asks until it is over.</summary>
    public async Task ReadAsync(TimeSpan length, Latencies all, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var path in Known)
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                paths.Add(path);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Count).Select(reader => OneAsync(reader)));

        async Task OneAsync(int reader)
        {
            await Task.Delay(reader * Pause / Count, cancellationToken);
            using var timer = new PeriodicTimer(Pause);
            var began = Stopwatch.GetTimestamp();
            for (var turn = reader; Stopwatch.GetElapsedTime(began) < length; turn++)
            {
                var path = paths[turn % paths.Count];
                await AskAsync(path, all, Latencies.GetOrAdd(path, _ => new Latencies()), cancellationToken);
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(string path, Latencies all, Latencies ofPath, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                all.Fail($"{path}: {(int)response.StatusCode}");
                return;
            }

            all.Add(Stopwatch.GetElapsedTime(asked));
            ofPath.Add(Stopwatch.GetElapsedTime(asked));
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            all.Fail($"{path}: {exception.GetType().Name}");
        }
    }
}
