using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Resilience;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// The way of one engine process into a simulated cloud of its own process. Every call takes its time, takes its
/// tokens, and goes as its fate says.
/// </summary>
/// <param name="epochOf">
/// The lease that the process believes to hold on a fleet; null if nobody watches that.
/// </param>
public sealed class SimulatedFleetTarget(
    SimulatedCloud cloud, TimeProvider time, Func<FleetName, long?>? epochOf = null) : CloudTarget(epochOf)
{
    private readonly CloudInterface _interface = new(cloud, time);

    // The copy itself takes no time here: whoever drives the simulation records it.
    public override bool KeepsEvidence => true;

    public override CallLimits? Limits { get; } = cloud.Settings.Limits.Published(
        cloud.Settings.AssumedTenantShare ?? cloud.Settings.TenantShare);

    public override Task EnsureFleetAsync(
        RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken)
    {
        cloud.Ensure(policy);
        return Task.CompletedTask;
    }

    public override Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        cloud.Remove(fleet);
        return Task.CompletedTask;
    }

    public override Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FleetName>>(cloud.Fleets);

    public override Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Task.FromResult(cloud.IsUp(fleet) ? new Uri($"http://{fleet}.simulated.invalid") : null);

    private protected override Task<(FleetSnapshot Snapshot, FleetLook Look)> LookAsync(
        FleetName fleet, CancellationToken cancellationToken) => _interface.LookAsync(fleet, cancellationToken);

    private protected override async Task DoAsync(CloudAct act, CancellationToken cancellationToken)
    {
        switch (await _interface.DoAsync(act, cancellationToken, cancellationToken))
        {
            case CallAnswer.Lost:
                throw new TargetException(
                    $"{act.Action} {act.Command.Instance}: the connection broke before the answer", isTransient: true);
            case CallAnswer.None:
                throw new TargetException($"{act.Action} {act.Command.Instance}: no answer", isTransient: true);
        }
    }
}
