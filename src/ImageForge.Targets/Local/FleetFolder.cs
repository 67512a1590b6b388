using System.Net;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>What a fleet as a whole has on this machine: its record and its load balancer.</summary>
internal sealed class FleetFolder(StateDirectory state, FleetName fleet)
{
    private const string RecordFileName = "fleet.json";
    private const int PortAttemptsMax = 5;

    private string Path { get; } = System.IO.Path.Combine(state.Fleets, LocalName.Check(fleet.Value));

    /// <summary>Null if there is no such fleet.</summary>
    public FleetRecord? Record => StateFile.Read<FleetRecord>(RecordFile);

    public HaproxyProcess LoadBalancer => new(Path);

    private string RecordFile => System.IO.Path.Combine(Path, RecordFileName);

    public static IEnumerable<FleetName> All(StateDirectory state) =>
        Directory.Exists(state.Fleets)
            ? Directory.EnumerateDirectories(state.Fleets)
                .Where(path => File.Exists(System.IO.Path.Combine(path, RecordFileName)))
                .Select(path => new FleetName(System.IO.Path.GetFileName(path)!))
            : [];

    /// <summary>Where users on this machine connect; the wildcard address is reached on loopback.</summary>
    public static IPEndPoint UsersAt(FleetRecord record)
    {
        var address = IPEndPoint.Parse(record.Listen).Address;
        return new IPEndPoint(address.Equals(IPAddress.Any) ? IPAddress.Loopback : address, record.Port);
    }

    /// <summary>Makes the load balancer run as wished. Does nothing if it does.</summary>
    /// <exception cref="ForgeException">The port is taken, or the address is not one.</exception>
    /// <exception cref="TargetException">
    /// It runs with other settings and has servers, so it cannot be changed now.
    /// </exception>
    public async Task EnsureAsync(string listen, HealthProbe health, CancellationToken cancellationToken)
    {
        var endpoint = IPEndPoint.TryParse(listen, out var parsed)
            ? parsed
            : throw new ForgeException(
                ForgeError.InvalidDefinition, $"fleet {fleet} listens on '{listen}', which is no address",
                "write an address and a port, such as 127.0.0.1:8080; port 0 takes a free one");
        Directory.CreateDirectory(Path);
        var record = Record;
        var isAsWished = record is not null && record.Listen == listen && record.Health == health;
        if (await LoadBalancer.FindAsync(cancellationToken))
        {
            if (isAsWished)
            {
                return;
            }

            await StopIdleAsync(cancellationToken);
        }

        var keptPort = record is not null && record.Listen == listen ? record.Port : 0;
        try
        {
            await StartAsync(endpoint, keptPort, new FleetRecord(listen, keptPort, health), cancellationToken);
        }
        catch (Exception) when (record is null)
        {
            // A fleet that could not be made is none: nothing of it may be listed.
            await RemoveAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Ends the load balancer and removes the record.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await LoadBalancer.StopAsync(cancellationToken);
        if (Directory.Exists(Path))
        {
            var removed = System.IO.Path.Combine(state.Temporary, $"removed-fleet-{fleet}-{Guid.NewGuid():N}");
            Directory.Move(Path, removed);
            Directory.Delete(removed, recursive: true);
        }
    }

    // A reload would close idle connections under their clients and forget dynamic servers: only an empty one is
    // restarted.
    private async Task StopIdleAsync(CancellationToken cancellationToken)
    {
        if ((await LoadBalancer.Admin.ServersAsync(cancellationToken)).Count > 0)
        {
            throw new TargetException(
                $"fleet {fleet} is served with another address or health check, which change only while it is empty");
        }

        await LoadBalancer.StopAsync(cancellationToken);
    }

    private async Task StartAsync(
        IPEndPoint listen, int keptPort, FleetRecord record, CancellationToken cancellationToken)
    {
        var isFixed = listen.Port != 0 || keptPort != 0;
        for (var attempt = 1; attempt <= (isFixed ? 1 : PortAttemptsMax); attempt++)
        {
            var port = listen.Port != 0 ? listen.Port : keptPort != 0 ? keptPort : LoopbackPort.FindFree();

            // Recorded before the start: a port that was taken and not remembered would change at the next look.
            StateFile.Write(RecordFile, record with { Port = port });
            if (await LoadBalancer.TryStartAsync(
                new IPEndPoint(listen.Address, port), record.Health, [.. KnownServers()], cancellationToken))
            {
                return;
            }

            keptPort = isFixed ? keptPort : 0;
            record = record with { Port = port };
        }

        throw new ForgeException(
            ForgeError.Environment,
            $"{new IPEndPoint(listen.Address, record.Port)} of fleet {fleet} is taken by another program",
            $"find it with: ss -ltnp 'sport = :{record.Port}', or set another port in schedules/{fleet}.yaml");
    }

    private IEnumerable<HaproxyServer> KnownServers() =>
        from folder in InstanceFolder.All(state)
        where folder.Launch?.FleetName == fleet
        let wanted = folder.Wanted
        where wanted is not (WantedService.Unregistered or WantedService.Leaving)
        let launch = folder.Launch
        let port = folder.Machine?.Record.Ports.GetValueOrDefault(launch.Health.Port) ?? 0
        where port > 0
        select new HaproxyServer(
            folder.Id, port, wanted == WantedService.InService ? HaproxyMode.Ready : HaproxyMode.Drain);
}
