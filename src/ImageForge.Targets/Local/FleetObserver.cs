using System.Collections.Immutable;
using System.Net;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local;

/// <summary>
/// Joins folders, processes, HAProxy, our own requests and last beats into one snapshot. Changes nothing.
/// </summary>
internal sealed class FleetObserver(StateDirectory state, IHeartbeats heartbeats, TimeProvider time) : IDisposable
{
    // One look may fall between two requests; three in a row, as measured, do not.
    private const int IdleLooks = 3;
    private static readonly TimeSpan IdleLookInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    private readonly ReceiverFiles _receiver = new(state);

    // A new connection for each request: a forwarded port accepts long before the guest listens, and keeps such
    // connections.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = ProbeLimit,
    };

    /// <exception cref="TargetException">The load balancer runs but does not answer; transient.</exception>
    public async Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var folder = new FleetFolder(state, fleet);
        var instances = FleetInstances(fleet);
        // The folders first: a server without a folder is one that is just being removed, the other way round it is
        // new.
        var servers = await ServersAsync(folder, instances, cancellationToken);
        var drained = await DrainedAsync(folder, servers, cancellationToken);
        var sensors = await SensorsAsync(instances, cancellationToken);
        var views = await Task.WhenAll(instances.Select(instance => ViewAsync(
            instance, servers.GetValueOrDefault(instance.Id.Value), drained, sensors, cancellationToken)));
        return new FleetSnapshot
        {
            Fleet = fleet,
            ObservedAt = time.GetUtcNow(),
            Instances = [.. views.OrderBy(view => view.Id)],
        };
    }

    public void Dispose() => _client.Dispose();

    private List<Seen> FleetInstances(FleetName fleet)
    {
        var seen = new List<Seen>();
        foreach (var folder in InstanceFolder.All(state))
        {
            if (folder.Launch is { } launch && launch.FleetName == fleet)
            {

                // The machine of an unfinished reimage is not yet this launch's.
                var machine = folder.Machine;
                seen.Add(new Seen(
                    folder.Id, launch, machine?.Record.Uuid == launch.Uuid && machine.IsRunning,
                    machine?.Record.Ports.GetValueOrDefault(launch.Health.Port) ?? 0, folder.Wanted,
                    folder.Isolation is { IsDone: true }));
            }
        }

        return seen;
    }

    private static async Task<Dictionary<string, HaproxyServerView>> ServersAsync(
        FleetFolder folder, List<Seen> instances, CancellationToken cancellationToken)
    {
        // A dead load balancer knows no server and sends no request: that is the whole truth, not a part of it. One
        // that lives but does not answer throws.
        return instances.Count > 0 && await folder.LoadBalancer.FindAsync(cancellationToken)
            ? (await folder.LoadBalancer.Admin.ServersAsync(cancellationToken))
                .ToDictionary(server => server.Name, StringComparer.Ordinal)
            : [];
    }

    private static async Task<HashSet<string>> DrainedAsync(
        FleetFolder folder, Dictionary<string, HaproxyServerView> servers, CancellationToken cancellationToken)
    {
        var idle = servers.Values
            .Where(server => server.Mode != HaproxyMode.Ready && server.IsIdle)
            .Select(server => server.Name)
            .ToHashSet(StringComparer.Ordinal);
        for (var look = 1; look < IdleLooks && idle.Count > 0; look++)
        {
            await Task.Delay(IdleLookInterval, cancellationToken);
            var again = await folder.LoadBalancer.Admin.ServersAsync(cancellationToken);
            idle.IntersectWith(again.Where(server => server.IsIdle).Select(server => server.Name));
        }

        return idle;
    }

    private async Task<Dictionary<InstanceId, SensorView>> SensorsAsync(
        List<Seen> instances, CancellationToken cancellationToken)
    {
        var beats = new List<(InstanceId Id, ArtifactId Image, Heartbeat? Beat)>();
        foreach (var instance in instances.Where(instance => instance.IsRunning))
        {
            beats.Add((instance.Id, instance.Launch.Image, await heartbeats.LastAsync(instance.Id, cancellationToken)));
        }

        var now = time.GetUtcNow();
        var isolated = instances.Where(instance => instance.IsIsolated).Select(instance => instance.Id).ToHashSet();
        var views = SensorJudge.Judge(
            [.. beats.Where(beat => !isolated.Contains(beat.Id))], _receiver.ListensSince(), now);
        foreach (var beat in beats.Where(beat => isolated.Contains(beat.Id)))
        {
            views[beat.Id] = SensorJudge.CutOff(beat.Beat, now);
        }

        return views;
    }

    private async Task<InstanceView> ViewAsync(
        Seen instance, HaproxyServerView? server, HashSet<string> drained,
        Dictionary<InstanceId, SensorView> sensors, CancellationToken cancellationToken)
    {
        var ended = new HealthView(HealthState.Unhealthy, "not running");
        var sensor = sensors.GetValueOrDefault(instance.Id, new SensorView(ended, null, IsSilent: false));
        return new InstanceView
        {
            Id = instance.Id,
            LaunchToken = instance.Launch.Token,
            Image = instance.Launch.Image,
            LaunchedAt = instance.Launch.LaunchedAt,
            Running = instance.IsRunning,
            Service = ServiceOf(instance.Wanted, server, drained.Contains(instance.Id.Value)),
            App = !instance.IsRunning ? ended
                : instance.IsIsolated ? SensorJudge.NoNetwork
                : server is { Mode: not HaproxyMode.Maintenance } ? AppOf(server)
                : await AskAsync(instance, cancellationToken),
            Sensor = sensor.Health,
            LastBeatAt = sensor.LastBeatAt,
            SensorIsSilent = sensor.IsSilent,
            Isolated = instance.IsIsolated,
            CloudId = $"{instance.Launch.Uuid}",
            Address = instance.Port > 0 ? $"127.0.0.1:{instance.Port}" : "",
        };
    }

    /// <summary>HAProxy says whether traffic flows; only the wish tells a new server from one that leaves.</summary>
    internal static ServiceState ServiceOf(WantedService wanted, HaproxyServerView? server, bool isDrained) =>
        (wanted, server?.Mode) switch
        {
            (WantedService.Leaving, not HaproxyMode.Ready) => ServiceState.Drained,
            (_, null) => ServiceState.Unregistered,
            (_, HaproxyMode.Ready) => ServiceState.InService,
            (WantedService.Draining, _) => isDrained ? ServiceState.Drained : ServiceState.Draining,
            (_, HaproxyMode.Maintenance) => ServiceState.Unregistered,
            _ => ServiceState.Registered,
        };

    /// <summary>HAProxy's verdict, not its last check: one slow answer on busy cores is no failure.</summary>
    internal static HealthView AppOf(HaproxyServerView server) => server switch
    {
        { IsUnchecked: true } => new HealthView(HealthState.Unknown, "not checked yet"),
        { IsUp: true } => new HealthView(HealthState.Healthy, server.CheckStatus),
        _ => new HealthView(HealthState.Unhealthy, server.CheckStatus),
    };

    private async Task<HealthView> AskAsync(Seen instance, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(
                new Uri($"http://127.0.0.1:{instance.Port}{instance.Launch.Health.Path}"), cancellationToken);
            return new HealthView(
                response.StatusCode == (HttpStatusCode)instance.Launch.Health.Status
                    ? HealthState.Healthy
                    : HealthState.Unhealthy,
                $"HTTP {(int)response.StatusCode}");
        }
        catch (HttpRequestException)
        {
            return new HealthView(HealthState.Unhealthy, "no answer");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthView(HealthState.Unhealthy, $"no answer within {ProbeLimit.TotalSeconds:0} s");
        }
    }

    private sealed record Seen(
        InstanceId Id, InstanceLaunch Launch, bool IsRunning, int Port, WantedService Wanted, bool IsIsolated);
}
