using System.Net;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;

namespace ImageForge.Engine.Traffic;

/// <summary>
/// The independent witness of a rotation: asks every instance at its own address once a second, past the load balancer
/// and past the engine's view of health. Keeps the least that answered.
/// </summary>
/// <param name="addresses">Everything of the fleet that has an address now; asked before every round.</param>
/// <param name="health">The request that means serving.</param>
/// <param name="heartbeats">Where last beats are kept.</param>
/// <param name="time">Clock of rounds and of the freshness of beats.</param>
public sealed class InstanceProber(
    Func<CancellationToken, Task<IReadOnlyList<ProbeAddress>>> addresses, HealthProbe health, IHeartbeats heartbeats,
    TimeProvider time)
    : IDisposable
{
    private const int TimelineMax = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<ProbeRound> _timeline = [];
    private ProbeReport _report = new(0, 0, null, null, null, []);

    // A fresh connection a probe: a kept one would go on answering after an instance stopped taking new ones.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = AnswerTimeMax,
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>Where it stands; may be asked for at any time.</summary>
    public ProbeReport Report
    {
        get
        {
            lock (_gate)
            {
                return _report with { Timeline = [.. _timeline] };
            }
        }
    }

    /// <summary>
    /// Probes until it is asked to stop. A round begins every second even while an earlier one still waits for a
    /// booting instance to answer; a round that the stop interrupts is not counted.
    /// </summary>
    /// <param name="stop">Ends the probing; that is its ordinary end and no exception.</param>
    public async Task<ProbeReport> RunAsync(CancellationToken stop)
    {
        // Rounds under way, as a chain: kept in the order they began. Bounded by the time a probe may take.
        var rounds = Task.CompletedTask;
        try
        {
            while (!rounds.IsFaulted)
            {
                var began = time.GetTimestamp();
                if (await AddressesAsync(stop) is { } known)
                {
                    rounds = KeepAfterAsync(rounds, LookAsync(known, stop));
                }

                var rest = Interval - time.GetElapsedTime(began);
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, stop);
            }

            await rounds;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await rounds.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Report;
    }

    /// <summary>One round; null if the addresses could not be had.</summary>
    public async Task<ProbeRound?> ProbeOnceAsync(CancellationToken cancellationToken)
    {
        if (await AddressesAsync(cancellationToken) is not { } known)
        {
            return null;
        }

        var round = await LookAsync(known, cancellationToken);
        Keep(round);
        return round;
    }

    public void Dispose() => _client.Dispose();

    private async Task<IReadOnlyList<ProbeAddress>?> AddressesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await addresses(cancellationToken);
        }
        catch (TargetException)
        {
            lock (_gate)
            {
                _report = _report with { BlindRounds = _report.BlindRounds + 1 };
            }

            return null;
        }
    }

    private async Task<ProbeRound> LookAsync(IReadOnlyList<ProbeAddress> known, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var probes = await Task.WhenAll(known.Select(address => ProbeAsync(address, cancellationToken)));
        return new ProbeRound(at, [.. probes.OrderBy(probe => probe.Instance)]);
    }

    private async Task KeepAfterAsync(Task earlier, Task<ProbeRound> round)
    {
        await earlier;
        Keep(await round);
    }

    private async Task<InstanceProbe> ProbeAsync(ProbeAddress address, CancellationToken cancellationToken)
    {
        var serving = await IsServingAsync(address, cancellationToken);
        var beat = await heartbeats.LastAsync(address.Instance, cancellationToken);
        var reporting = beat is not null && time.GetUtcNow() - beat.ReceivedAt < HeartbeatTiming.GapAfter
            && !beat.Sensors.IsEmpty && beat.Sensors.Values.All(sensor => sensor.Healthy);
        return new InstanceProbe(address.Instance, serving, reporting);
    }

    private async Task<bool> IsServingAsync(ProbeAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(
                new Uri($"http://{address.Address}{health.Path}"), cancellationToken);
            return answer.StatusCode == (HttpStatusCode)health.Status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Keep(ProbeRound round)
    {
        lock (_gate)
        {
            var isLowest = _report.LowestServing is not { } lowest || round.Serving < lowest;
            _report = _report with
            {
                Rounds = _report.Rounds + 1,
                LowestServing = isLowest ? round.Serving : _report.LowestServing,
                LowestReporting = Math.Min(_report.LowestReporting ?? int.MaxValue, round.Reporting),
                LowestRound = isLowest ? round : _report.LowestRound,
            };
            var isNews = _timeline.Count == 0 || !_timeline[^1].Instances.SequenceEqual(round.Instances);
            if (isNews && _timeline.Count < TimelineMax)
            {
                _timeline.Add(round);
            }
        }
    }
}
