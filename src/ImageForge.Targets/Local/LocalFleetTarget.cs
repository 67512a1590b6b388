using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local;

/// <summary>
/// Fleets of virtual machines on this machine, behind one HAProxy each. Machines, load balancers and the heartbeat
/// receiver are processes of their own: our death changes nothing for those who use the fleet.
/// </summary>
public sealed class LocalFleetTarget : IFleetTarget, IDisposable
{
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(20);

    private readonly StateDirectory _state;
    private readonly IEnrolments _enrolments;
    private readonly IHeartbeats _heartbeats;
    private readonly ReceiverProcess _receiver;
    private readonly BootDisks _disks;
    private readonly SensorCredentials _credentials;
    private readonly InstanceStarter _starter;
    private readonly InstanceReimager _reimager;
    private readonly DiskKeeper _keeper;
    private readonly FleetObserver _observer;

    public LocalFleetTarget(
        StateDirectory state, ArtifactStore artifacts, IEnrolments enrolments, IHeartbeats heartbeats,
        TimeProvider time)
    {
        _state = state;
        _enrolments = enrolments;
        _heartbeats = heartbeats;
        _receiver = new ReceiverProcess(state);
        _disks = new BootDisks(artifacts);
        _credentials = new SensorCredentials(state);
        _starter = new InstanceStarter(state, _disks, _credentials, enrolments, heartbeats, _receiver, time);
        _reimager = new InstanceReimager(_disks, _starter, time);
        _keeper = new DiskKeeper(new EvidenceStore(state), time);
        _observer = new FleetObserver(state, heartbeats, time);
    }

    public bool KeepsEvidence => true;

    public async Task<EvidenceCopy?> KeepDiskAsync(
        FleetName fleet, InstanceId instance, string reason, CancellationToken cancellationToken) =>
        await _keeper.KeepAsync(Require(fleet, instance), reason, cancellationToken);

    public void ProveBootable(ArtifactId image, CancellationToken cancellationToken)
    {
        var disk = _disks.Open(image, cancellationToken);
        if (disk.Enrolment.FirstOrDefault(name => _credentials.TryRead(name) is null) is { } missing)
        {
            throw new ForgeException(
                ForgeError.NotFound,
                $"the sensors of {image} enrol with the credential {missing}, which is not at hand",
                $"`imageforge credential set {missing} --file <path>`; an instance without it would be unwatched");
        }
    }

    public async Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken)
    {
        _state.Create();
        using var held = await LockAsync(policy.Fleet, cancellationToken);
        await new FleetFolder(_state, policy.Fleet).EnsureAsync(policy.Listen, health, cancellationToken);
        await _receiver.EnsureAsync(cancellationToken);
    }

    public Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _observer.ObserveAsync(fleet, cancellationToken);

    public async Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        await _starter.StartAsync(fleet, launch, cancellationToken);
    }

    public async Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        var folder = RequireWhole(fleet, instance);

        // Of a reimage whose process died right after the new machine was in place.
        folder.RemoveLeftovers();
        var port = folder.Machine is { IsRunning: true } machine
            ? machine.Record.Ports[folder.Launch!.Health.Port]
            : throw new TargetException($"{instance} does not run");

        // The wish before the deed, here and below: a load balancer that is restarted in between then follows the wish.
        if (folder.Wanted == WantedService.Unregistered)
        {
            folder.Wanted = WantedService.Registered;
        }

        await (await BalancerAsync(fleet, cancellationToken)).AddAsync(instance, port, cancellationToken);
    }

    public async Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        var folder = RequireWhole(fleet, instance);
        var balancer = await BalancerAsync(fleet, cancellationToken);
        var server = await balancer.FindAsync(instance, cancellationToken)
            ?? throw new TargetException($"{instance} is not registered");
        if (!server.IsHealthy)
        {
            throw new TargetException(
                $"{instance} gets no traffic before its health check passes ({server.CheckStatus})", isTransient: true);
        }

        if (folder.Machine is { } machine)
        {
            await machine.YieldAsync(yields: false, cancellationToken);
        }

        folder.Wanted = WantedService.InService;
        await balancer.SetModeAsync(instance, HaproxyMode.Ready, cancellationToken);
    }

    public async Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        if (InstanceFolder.Find(_state, instance) is not { } folder)
        {
            return;
        }

        folder.Wanted = WantedService.Draining;
        var balancer = await BalancerAsync(fleet, cancellationToken);
        if (await balancer.FindAsync(instance, cancellationToken) is { Mode: HaproxyMode.Ready })
        {
            await balancer.SetModeAsync(instance, HaproxyMode.Drain, cancellationToken);
        }
    }

    public async Task ReimageAsync(
        FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        var folder = Require(fleet, reimage.Instance);
        var balancer = await FindBalancerAsync(fleet, cancellationToken);
        await _reimager.ReimageAsync(folder, reimage, balancer, cancellationToken);
    }

    public async Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        var folder = Require(fleet, instance);
        var balancer = await FindBalancerAsync(fleet, cancellationToken);
        await InstanceIsolator.IsolateAsync(folder, balancer, cancellationToken);
    }

    public async Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        if (InstanceFolder.Find(_state, instance) is not { Launch: { } launch } folder)
        {
            return;
        }

        if (launch.FleetName != fleet)
        {
            throw new TargetException($"{instance} belongs to fleet {launch.Fleet}");
        }

        folder.Wanted = WantedService.Leaving;
        if (await FindBalancerAsync(fleet, cancellationToken) is { } balancer)
        {
            await balancer.RemoveAsync(instance, cancellationToken);
        }

        await QemuMachine.EndAsync(folder.Path, cancellationToken);
        await _enrolments.ForgetAsync(instance, cancellationToken);
        await _heartbeats.ForgetAsync(instance, cancellationToken);

        // Last: while the folder is there, everybody can see that something is left to do.
        folder.Remove();
    }

    public async Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(fleet, cancellationToken);
        if (InstanceFolder.All(_state).Any(folder => folder.Launch?.FleetName == fleet))
        {
            throw new TargetException($"fleet {fleet} still has instances");
        }

        await new FleetFolder(_state, fleet).RemoveAsync(cancellationToken);
        await _receiver.StopAsync(() => ReceiverNeed.Exists(_state), cancellationToken);
    }

    public Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken)
    {
        var ofInstances = InstanceFolder.All(_state)
            .Select(folder => folder.Launch)
            .OfType<InstanceLaunch>()
            .Select(launch => launch.FleetName);
        IReadOnlyList<FleetName> fleets =
        [
            .. FleetFolder.All(_state).Concat(ofInstances).Distinct()
                .OrderBy(fleet => fleet.Value, StringComparer.Ordinal),
        ];
        return Task.FromResult(fleets);
    }

    public async Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var folder = new FleetFolder(_state, fleet);
        return folder.Record is { } record && await folder.LoadBalancer.FindAsync(cancellationToken)
            ? new Uri($"http://{FleetFolder.UsersAt(record)}")
            : null;
    }

    public void Dispose() => _observer.Dispose();

    private InstanceFolder Require(FleetName fleet, InstanceId instance) =>
        InstanceFolder.Find(_state, instance) is { } folder && folder.Launch?.FleetName == fleet
            ? folder
            : throw new TargetException($"fleet {fleet} has no instance {instance}");

    // For traffic: neither what is cut off nor what is between two disks may come near it.
    private InstanceFolder RequireWhole(FleetName fleet, InstanceId instance) => Require(fleet, instance) switch
    {
        { Isolation: not null } => throw new TargetException($"{instance} is isolated"),
        { Pending: { } pending } folder when pending.Launch.Token != folder.Launch!.Token => throw new TargetException(
            $"{instance} is being reimaged to {pending.Launch.Image}; the same reimage again finishes it"),
        var whole => whole,
    };

    private async Task<HaproxyAdmin> BalancerAsync(FleetName fleet, CancellationToken cancellationToken) =>
        await FindBalancerAsync(fleet, cancellationToken)
        ?? throw new TargetException($"the load balancer of fleet {fleet} does not run", isTransient: true);

    private async Task<HaproxyAdmin?> FindBalancerAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var balancer = new FleetFolder(_state, fleet).LoadBalancer;
        return await balancer.FindAsync(cancellationToken) ? balancer.Admin : null;
    }

    // One writer a fleet and machine. Waiting is polling: the kernel's file lock knows no asynchronous wait.
    private async Task<LockFile> LockAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_state.Locks, "fleet-" + LocalName.Check(fleet.Value));
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < LockLimit;)
        {
            if (LockFile.TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(LockPollInterval, cancellationToken);
        }

        throw new TargetException(
            $"process {LockFile.HolderOf(path)} works on fleet {fleet} for longer than {LockLimit.TotalSeconds:0} s",
            isTransient: true);
    }
}
