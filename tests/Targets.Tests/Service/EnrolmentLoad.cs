using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Service;

/// <summary>Instances that enrol and beat at a receiver, as fast as it answers; remembers what it acknowledged.</summary>
internal sealed class EnrolmentLoad : IDisposable
{
    private readonly ConcurrentQueue<(InstanceId Instance, string Token)> _waiting = new();
    private readonly ConcurrentDictionary<InstanceId, string> _acknowledged = new();
    private readonly ConcurrentQueue<(int Status, string Media, string Body)> _refusals = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly StateDirectory _receiver;

    private EnrolmentLoad(StateDirectory receiver) => _receiver = receiver;

    public int Acknowledged => _acknowledged.Count;
    public int Waiting => _waiting.Count;

    /// <summary>Every answer that was no acknowledgement.</summary>
    public IReadOnlyList<(int Status, string Media, string Body)> Refusals => [.. _refusals];

    /// <param name="state">Where tokens are issued.</param>
    /// <param name="receiver">Where the receiver says on which port it answers.</param>
    /// <param name="instances">How many there are.</param>
    public static async Task<EnrolmentLoad> CreateAsync(StateDirectory state, StateDirectory receiver, int instances)
    {
        var load = new EnrolmentLoad(receiver);
        var enrolments = new StoredEnrolments(new ForgeDatabase(state), TimeProvider.System);
        for (var number = 0; number < instances; number++)
        {
            var instance = new InstanceId($"load-{number}");
            load._waiting.Enqueue((
                instance, await enrolments.IssueAsync(instance, TestContext.Current.CancellationToken)));
        }

        return load;
    }

    /// <summary>Runs until it is told to stop; an instance that got no acknowledgement comes again.</summary>
    public Task RunAsync(int workers, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(stop))));

    /// <summary>Everything that was acknowledged and is not there; empty if all of it is.</summary>
    public async Task<IReadOnlyList<InstanceId>> LostAsync(StateDirectory state)
    {
        var enrolments = new StoredEnrolments(new ForgeDatabase(state), TimeProvider.System);
        var lost = new List<InstanceId>();
        foreach (var (instance, secret) in _acknowledged)
        {
            if (!await enrolments.AuthenticateAsync(instance, secret, TestContext.Current.CancellationToken))
            {
                lost.Add(instance);
            }
        }

        return lost;
    }

    public void Dispose() => _http.Dispose();

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (!_waiting.TryDequeue(out var next))
            {
                // All are in: those beat on.
                if (_acknowledged.IsEmpty)
                {
                    return;
                }

                foreach (var (instance, secret) in _acknowledged.Take(20))
                {
                    await PostAsync("v1/beats", secret, Beat(instance));
                }

                continue;
            }

            var own = $"{next.Instance}-0123456789abcdef0123456789abcdef";
            var body = $$"""{"instance":"{{next.Instance}}","secret":"{{own}}"}""";
            if (await PostAsync("v1/enrol", next.Token, body))
            {
                _acknowledged[next.Instance] = own;
            }
            else
            {
                _waiting.Enqueue(next);
            }
        }
    }

    private static string Beat(InstanceId instance) =>
        $$"""{"sensors":{},"instance":"{{instance}}","image":"web@0123456789ab"}""";

    // False also while nobody answers: then a moment later again.
    private async Task<bool> PostAsync(string path, string bearer, string body)
    {
        try
        {
            var port = new ReceiverFiles(_receiver).ReadPort();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/{path}")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await _http.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
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
