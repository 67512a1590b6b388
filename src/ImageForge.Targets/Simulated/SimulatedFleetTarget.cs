using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// The way of one engine process into a simulated cloud. Every call takes its time, takes its tokens, and goes as its
/// fate says.
/// </summary>
/// <param name="epochOf">
/// The lease that the process believes to hold on a fleet; null if nobody watches that.
/// </param>
public sealed class SimulatedFleetTarget(
    SimulatedCloud cloud, TimeProvider time, Func<FleetName, long?>? epochOf = null) : IFleetTarget
{
    private readonly CloudInterface _interface = new(cloud, time);
    private readonly Dictionary<FleetName, FleetLook> _looks = [];

    // The copy itself takes no time here: whoever drives the simulation records it.
    public bool KeepsEvidence => true;

    public CallLimits? Limits { get; } = cloud.Settings.Limits.Published(
        cloud.Settings.AssumedTenantShare ?? cloud.Settings.TenantShare);

    public Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken)
    {
        cloud.Ensure(policy);
        return Task.CompletedTask;
    }

    public async Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var (snapshot, look) = await _interface.LookAsync(fleet, cancellationToken);
        lock (_looks)
        {
            _looks[fleet] = look;
        }

        return snapshot;
    }

    public Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Launch, fleet, launch, cancellationToken);

    public Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Register, fleet, new RotationCommand.Register(instance, ""), cancellationToken);

    public Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Admit, fleet, new RotationCommand.Admit(instance, ""), cancellationToken);

    public Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Drain, fleet, new RotationCommand.Drain(instance, default, ""), cancellationToken);

    public Task ReimageAsync(
        FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Reimage, fleet, reimage, cancellationToken);

    public Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Isolate, fleet, new RotationCommand.Isolate(instance, ""), cancellationToken);

    public Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        DoAsync(ApiAction.Terminate, fleet, new RotationCommand.Terminate(instance, ""), cancellationToken);

    public Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        cloud.Remove(fleet);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FleetName>>(cloud.Fleets);

    public Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Task.FromResult(cloud.IsUp(fleet) ? new Uri($"http://{fleet}.simulated.invalid") : null);

    private async Task DoAsync(
        ApiAction action, FleetName fleet, RotationCommand command, CancellationToken cancellationToken)
    {
        // Both as they are when it is sent: what the sender believes then is what it answers for.
        var act = new CloudAct(action, fleet, command, LookAt(fleet), epochOf?.Invoke(fleet));
        switch (await _interface.DoAsync(act, cancellationToken, cancellationToken))
        {
            case CallAnswer.Lost:
                throw new TargetException(
                    $"{action} {command.Instance}: the connection broke before the answer", isTransient: true);
            case CallAnswer.None:
                throw new TargetException($"{action} {command.Instance}: no answer", isTransient: true);
        }
    }

    private FleetLook? LookAt(FleetName fleet)
    {
        lock (_looks)
        {
            return _looks.GetValueOrDefault(fleet);
        }
    }
}
