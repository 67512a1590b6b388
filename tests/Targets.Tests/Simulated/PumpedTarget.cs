using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>A target whose calls are over when they return: virtual time moves inside of them.</summary>
internal sealed class PumpedTarget(IFleetTarget target, VirtualTime time) : IFleetTarget
{
    public Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken) =>
        Pump(() => target.EnsureFleetAsync(policy, health, cancellationToken));

    public Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Pump(() => target.ObserveAsync(fleet, cancellationToken));

    public Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken) =>
        Pump(() => target.LaunchAsync(fleet, launch, cancellationToken));

    public Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Pump(() => target.RegisterAsync(fleet, instance, cancellationToken));

    public Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Pump(() => target.AdmitAsync(fleet, instance, cancellationToken));

    public Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Pump(() => target.DrainAsync(fleet, instance, cancellationToken));

    public Task ReimageAsync(
        FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken) =>
        Pump(() => target.ReimageAsync(fleet, reimage, cancellationToken));

    public Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Pump(() => target.IsolateAsync(fleet, instance, cancellationToken));

    public Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        Pump(() => target.TerminateAsync(fleet, instance, cancellationToken));

    public Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Pump(() => target.RemoveFleetAsync(fleet, cancellationToken));

    public Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        Pump(() => target.ListFleetsAsync(cancellationToken));

    public Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Pump(() => target.EndpointAsync(fleet, cancellationToken));

    private Task<bool> Pump(Func<Task> call) => Pump(async () =>
    {
        await call();
        return true;
    });

    // What the call throws is the task's, as it is for a target that waits for real.
    private Task<T> Pump<T>(Func<Task<T>> call)
    {
        var done = new TaskCompletionSource<T>();
        try
        {
            done.SetResult(time.Run(call));
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }

        return done.Task;
    }
}
