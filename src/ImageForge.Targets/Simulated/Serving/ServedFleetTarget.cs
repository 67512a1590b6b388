using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// The way of one engine process into a cloud that another process serves. Takes its time and goes as the cloud there
/// says; carries the process's lease and what it saw last, as <see cref="SimulatedFleetTarget"/> does.
/// </summary>
/// <param name="cloud">The connection; the caller's to dispose of.</param>
/// <param name="epochOf">
/// The lease that the process believes to hold on a fleet; null if nobody watches that.
/// </param>
public sealed class ServedFleetTarget(CloudClient cloud, Func<FleetName, long?>? epochOf = null) : IFleetTarget
{
    private readonly ConcurrentDictionary<FleetName, FleetLook> _looks = new();

    public CallLimits? Limits { get; } = ApiLimits.Named(cloud.Card.Limits).Published(cloud.Card.OthersShare);

    public Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken) =>
        cloud.SendAsync(
            HttpMethod.Put, PathOf(policy.Fleet), FleetTerms.Of(policy), CloudJson.Default.FleetTerms,
            cancellationToken);

    public async Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var answer = await cloud.GetAsync(PathOf(fleet), CloudJson.Default.LookAnswer, cancellationToken);
        _looks[fleet] = answer.Look;
        return answer.Snapshot;
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

    public Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken) =>
        cloud.DeleteAsync(PathOf(fleet), cancellationToken);

    public async Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        [.. (await EntriesAsync(cancellationToken)).Select(entry => entry.Fleet)];

    public async Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        (await EntriesAsync(cancellationToken)).Any(entry => entry.Fleet == fleet && entry.IsUp)
            ? cloud.UsersOf(fleet.Value)
            : null;

    private Task DoAsync(
        ApiAction action, FleetName fleet, RotationCommand command, CancellationToken cancellationToken)
    {
        // Both as they are when it is sent: what the sender believes then is what it answers for.
        var act = new CloudAct(action, fleet, command, _looks.GetValueOrDefault(fleet), epochOf?.Invoke(fleet));
        return cloud.SendAsync(
            HttpMethod.Post, $"{PathOf(fleet)}/acts", ActRequest.Of(act), CloudJson.Default.ActRequest,
            cancellationToken);
    }

    private async Task<IEnumerable<FleetEntry>> EntriesAsync(CancellationToken cancellationToken) =>
        await cloud.GetAsync("fleets", CloudJson.Default.ImmutableArrayFleetEntry, cancellationToken);

    private static string PathOf(FleetName fleet) => $"fleets/{Uri.EscapeDataString(fleet.Value)}";
}
