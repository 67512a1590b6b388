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
    /// <summary>How long a caller without a deadline of its own waits for an answer that never comes.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(5);

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
        var fate = cloud.FateOfLook(fleet);
        await WaitAsync(fate.CallTime, cancellationToken);
        cloud.ChargeLook(fleet);
        if (fate.IsRefused)
        {
            throw new TargetException($"fleet {fleet} cannot be seen now", isTransient: true);
        }

        var (snapshot, look) = cloud.Look(fleet, fate);
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
        var fate = cloud.FateOf(action, command.Instance);
        await WaitAsync(fate.CallTime, cancellationToken);
        cloud.Charge(action, command.Instance);
        if (fate.LateBy is { } late)
        {
            cloud.DoLater(late, act);
            await WaitAsync(AnswerMax, cancellationToken);
            throw new TargetException($"{action} {command.Instance}: no answer", isTransient: true);
        }

        cloud.Do(act);
        if (fate.AgainAfter is { } again)
        {
            cloud.DoLater(again, act);
        }

        if (fate.AnswerIsLost)
        {
            throw new TargetException(
                $"{action} {command.Instance}: the connection broke before the answer", isTransient: true);
        }
    }

    private FleetLook? LookAt(FleetName fleet)
    {
        lock (_looks)
        {
            return _looks.GetValueOrDefault(fleet);
        }
    }

    // Not Task.Delay: after a cancellation that goes on in the thread pool, and virtual time knows one thread only.
    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        var done = new TaskCompletionSource();
        await using var timer = time.CreateTimer(
            _ => done.TrySetResult(), null, wait, Timeout.InfiniteTimeSpan);
        await using var stop = cancellationToken.UnsafeRegister(_ => done.TrySetCanceled(cancellationToken), null);
        await done.Task;
    }
}
