using System.Net.Sockets;

namespace ImageForge.Engine.Traffic;

/// <summary>
/// Asks at a fixed rate whatever comes back (open loop): send times come from a monotonic clock and never wait for
/// earlier answers. No retries and no redirects. Odd requests share kept-alive connections, even ones each open a fresh
/// one.
/// </summary>
public sealed class LoadGenerator : IDisposable
{
    // Shorter than any server keeps an idle connection: we close it first, so none is closed under a request of ours.
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(1);
    private const int AnswerBytesMax = 1024 * 1024;

    private readonly LoadSettings _settings;
    private readonly TimeProvider _time;
    private readonly LoadRecord _record = new();
    private readonly SemaphoreSlim _free;
    private readonly HttpClient _kept;
    private readonly HttpClient _fresh;
    private long _began;
    private TimeSpan? _ended;

    public LoadGenerator(LoadSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _free = new SemaphoreSlim(settings.InFlightMax, settings.InFlightMax);
        _kept = Client(System.Threading.Timeout.InfiniteTimeSpan);
        _fresh = Client(TimeSpan.Zero);
    }

    /// <summary>Where it stands; may be asked for at any time.</summary>
    public LoadReport Report =>
        _record.Report(_settings.Rate, _began == 0 ? TimeSpan.Zero : _ended ?? _time.GetElapsedTime(_began));

    /// <summary>
    /// Sends until it is asked to stop, then waits for what is under way (at most the time-out). Runs once.
    /// </summary>
    /// <param name="stop">Ends the load; that is its ordinary end and no exception.</param>
    public async Task<LoadReport> RunAsync(CancellationToken stop)
    {
        _began = _time.GetTimestamp();
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            var due = TimeSpan.FromSeconds(number / _settings.Rate);
            var early = due - _time.GetElapsedTime(_began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!stop.IsCancellationRequested)
            {
                Send(due);
            }
        }

        _ended = _time.GetElapsedTime(_began);
        await WaitForAnswersAsync();
        return Report;
    }

    public void Dispose()
    {
        _kept.Dispose();
        _fresh.Dispose();
        _free.Dispose();
    }

    private void Send(TimeSpan due)
    {
        var number = _record.Sent();
        if (_free.Wait(0, CancellationToken.None))
        {
            _ = AskAsync(number, due);
        }
        else
        {
            _record.Failed(
                new LoadFailure(number, due, $"{_settings.InFlightMax} requests were already waiting for an answer"));
        }
    }

    // Takes no token: a request that was sent is waited for, or the end of the load would itself look like failures.
    private async Task AskAsync(long number, TimeSpan due)
    {
        try
        {
            var isFresh = number % 2 == 0;
            using var request = Request(number, isFresh);
            using var answer = await (isFresh ? _fresh : _kept).SendAsync(request, CancellationToken.None);
            if (answer.IsSuccessStatusCode)
            {
                _record.Succeeded(_time.GetElapsedTime(_began) - due, InstanceOf(answer));
            }
            else
            {
                _record.Failed(new LoadFailure(number, due, $"HTTP {(int)answer.StatusCode}"));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            _record.Failed(new LoadFailure(number, due, CauseOf(exception)));
        }
        finally
        {
            _free.Release();
        }
    }

    private HttpRequestMessage Request(long number, bool isFresh)
    {
        var address = new UriBuilder(_settings.Address);
        address.Query = $"{address.Query.TrimStart('?')}{(address.Query.Length > 1 ? "&" : "")}request={number}";
        var request = new HttpRequestMessage(HttpMethod.Get, address.Uri)
        {
            // An empty body on purpose: .NET silently repeats a request without one when a kept connection closes under
            // it.
            Content = new ByteArrayContent([]),
        };
        request.Headers.ConnectionClose = isFresh;
        return request;
    }

    private string? InstanceOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(_settings.InstanceHeader, out var values) ? values.First() : null;

    private string CauseOf(Exception exception) => exception switch
    {
        OperationCanceledException => $"no answer within {_settings.Timeout.TotalSeconds:0.##} s",
        { InnerException: SocketException socket } => $"{socket.SocketErrorCode}",
        HttpRequestException request => $"{request.HttpRequestError}",
        _ => exception.Message,
    };

    private async Task WaitForAnswersAsync()
    {
        for (var place = 0; place < _settings.InFlightMax; place++)
        {
            // Every request ends by its own time-out, so every place becomes free.
            await _free.WaitAsync(CancellationToken.None);
        }
    }

    private HttpClient Client(TimeSpan connectionLifetime) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = connectionLifetime,
        PooledConnectionIdleTimeout = IdleMax,
        MaxConnectionsPerServer = _settings.InFlightMax,
    })
    {
        Timeout = _settings.Timeout,
        MaxResponseContentBufferSize = AnswerBytesMax,
    };
}
