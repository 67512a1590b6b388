using System.Collections.Immutable;
using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Watches one booting instance until everything was seen or its time is over.</summary>
/// <param name="plan">Says what there is to see.</param>
/// <param name="instance">The instance, as its beacon calls it.</param>
/// <param name="checks">How many checks it runs.</param>
/// <param name="spec">Where its report grows.</param>
/// <param name="machine">Its machine.</param>
/// <param name="heartbeats">Where its sensors are read.</param>
/// <param name="time">Whose clock waits go by.</param>
/// <param name="report">Told what goes on.</param>
internal sealed class GateWatch(
    BuildPlan plan, InstanceId instance, int checks, MachineSpec spec, QemuMachine machine, IHeartbeats heartbeats,
    TimeProvider time, Action<string> report)
{
    // Under emulation a boot takes 8 s and 64 checks 80 s; on cores shared by eight, half as many took four minutes.
    private static readonly TimeSpan WholeLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(3);

    // What becomes healthy does so within seconds of the boot; what has not by then is refused.
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _aliveAt;
    private int? _status;
    private ImmutableSortedDictionary<string, SensorReading>? _sensors;
    private GateReport _report = GateReport.Parse("");

    /// <summary>What told this instance from others; null if it did not come to say so.</summary>
    public ImmutableSortedDictionary<string, string>? Identities => _report.Identities;

    public async Task<GateEvidence> WatchAsync(CancellationToken cancellationToken)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(direct) { Timeout = RequestLimit };
        while (_clock.Elapsed < WholeLimit && machine.IsRunning)
        {
            await LookAsync(http, cancellationToken);
            if (IsComplete() || (_aliveAt is null && _clock.Elapsed > BootLimit))
            {
                break;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        return new GateEvidence
        {
            Booted = _aliveAt is not null,
            BootFailure = _aliveAt is null ? Failure() : null,
            BootSeconds = (_aliveAt ?? _clock.Elapsed).TotalSeconds,
            Checks = _report.Checks,
            Listening = _report.Listening,
            Sensors = _sensors,
            ApplicationStatus = _status,
        };
    }

    private async Task LookAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var before = _report.Checks.Count;
        _report = GateReport.Parse(await ReadChannelAsync(cancellationToken));
        if (_report.IsAlive && _aliveAt is null)
        {
            _aliveAt = _clock.Elapsed;
            report($"booted in {_clock.Elapsed.TotalSeconds:0.0} s");
        }

        if (_report.Checks.Count > before)
        {
            report($"{_report.Checks.Count} of {checks} checks ran");
        }

        if (_aliveAt is null)
        {
            return;
        }

        if (!AreSensorsHealthy())
        {
            var beat = await heartbeats.LastAsync(instance, cancellationToken);
            _sensors = beat?.Sensors ?? _sensors;
        }

        if (plan.Definition.Health is { } probe && _status != probe.Status)
        {
            _status = await AskAsync(http, probe, cancellationToken) ?? _status;
        }
    }

    private bool IsComplete()
    {
        var isWaitOver = _clock.Elapsed - _aliveAt > HealthLimit;
        var isApplicationSeen = plan.Definition.Health is not { } probe || _status == probe.Status;
        return _report.IsDone && (isWaitOver || (isApplicationSeen && AreSensorsHealthy()));
    }

    private bool AreSensorsHealthy() =>
        plan.Gates.OfType<GatePlan.Sensors>().All(gate =>
            _sensors is not null && gate.Expected.All(id => _sensors.GetValueOrDefault(id) is { Healthy: true }));

    private string Failure() => machine.IsRunning
        ? $"the instance did not answer within {_clock.Elapsed.TotalSeconds:0} s"
        : $"the instance ended after {_clock.Elapsed.TotalSeconds:0} s, as after a kernel panic";

    private async Task<string> ReadChannelAsync(CancellationToken cancellationToken)
    {
        var path = spec.Channels[0].Path;
        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "";
    }

    private async Task<int?> AskAsync(HttpClient http, HealthProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            var address = new Uri($"http://127.0.0.1:{machine.Record.Ports[probe.Port]}{probe.Path}");
            using var response = await http.GetAsync(
                address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
