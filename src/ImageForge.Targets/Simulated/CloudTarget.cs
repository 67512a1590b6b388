using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// The way of one engine process into a simulated cloud, whatever carries its calls: each act goes with what the
/// process saw last and the lease it believes to hold, for those are what it answers for.
/// </summary>
/// <param name="epochOf">
/// The lease that the process believes to hold on a fleet; null if nobody watches that.
/// </param>
public abstract class CloudTarget(Func<FleetName, long?>? epochOf) : IFleetTarget
{
    private readonly ConcurrentDictionary<FleetName, FleetLook> _looks = new();

    public abstract CallLimits? Limits { get; }
    public virtual bool KeepsEvidence => false;

    public abstract Task EnsureFleetAsync(
        RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken);

    public async Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var (snapshot, look) = await LookAsync(fleet, cancellationToken);
        _looks[fleet] = look;
        return snapshot;
    }

    public Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken) =>
        DoAsync(fleet, launch, cancellationToken);

    public Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(fleet, new RotationCommand.Register(instance, ""), cancellationToken);

    public Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(fleet, new RotationCommand.Admit(instance, ""), cancellationToken);

    public Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(fleet, new RotationCommand.Drain(instance, default, ""), cancellationToken);

    public Task ReimageAsync(
        FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken) =>
        DoAsync(fleet, reimage, cancellationToken);

    public Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(fleet, new RotationCommand.Isolate(instance, ""), cancellationToken);

    public Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(fleet, new RotationCommand.Terminate(instance, ""), cancellationToken);

    public abstract Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken);

    public abstract Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken);

    /// <exception cref="TargetException">The look is refused, or no answer came.</exception>
    private protected abstract Task<(FleetSnapshot Snapshot, FleetLook Look)> LookAsync(
        FleetName fleet, CancellationToken cancellationToken);

    /// <exception cref="TargetException">It is refused, or no answer came.</exception>
    private protected abstract Task DoAsync(CloudAct act, CancellationToken cancellationToken);

    // Look and lease as they are when it is sent.
    private Task DoAsync(FleetName fleet, RotationCommand command, CancellationToken cancellationToken) => DoAsync(
        new CloudAct(fleet, command, _looks.GetValueOrDefault(fleet), epochOf?.Invoke(fleet)), cancellationToken);
}
