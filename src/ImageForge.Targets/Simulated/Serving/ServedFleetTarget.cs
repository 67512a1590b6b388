using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Resilience;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// The way of one engine process into a cloud that another process serves. Takes its time and goes as the cloud there
/// says.
/// </summary>
/// <param name="cloud">The connection; the caller's to dispose of.</param>
/// <param name="epochOf">
/// The lease that the process believes to hold on a fleet; null if nobody watches that.
/// </param>
public sealed class ServedFleetTarget(CloudClient cloud, Func<FleetName, long?>? epochOf = null)
    : CloudTarget(epochOf)
{
    public override CallLimits? Limits { get; } =
        ApiLimits.Named(cloud.Card.Limits).Published(cloud.Card.OthersShare);

    public override Task EnsureFleetAsync(
        RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken) =>
        cloud.SendAsync(
            HttpMethod.Put, PathOf(policy.Fleet), FleetTerms.Of(policy), CloudJson.Default.FleetTerms,
            cancellationToken);

    public override Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken) =>
        cloud.DeleteAsync(PathOf(fleet), cancellationToken);

    public override async Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        [.. (await EntriesAsync(cancellationToken)).Select(entry => entry.Fleet)];

    public override async Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        (await EntriesAsync(cancellationToken)).Any(entry => entry.Fleet == fleet && entry.IsUp)
            ? cloud.UsersOf(fleet.Value)
            : null;

    private protected override async Task<(FleetSnapshot Snapshot, FleetLook Look)> LookAsync(
        FleetName fleet, CancellationToken cancellationToken)
    {
        var answer = await cloud.GetAsync(PathOf(fleet), CloudJson.Default.LookAnswer, cancellationToken);
        return (answer.Snapshot, answer.Look);
    }

    private protected override Task DoAsync(CloudAct act, CancellationToken cancellationToken) => cloud.SendAsync(
        HttpMethod.Post, $"{PathOf(act.Fleet)}/acts", ActRequest.Of(act), CloudJson.Default.ActRequest,
        cancellationToken);

    private async Task<IEnumerable<FleetEntry>> EntriesAsync(CancellationToken cancellationToken) =>
        await cloud.GetAsync("fleets", CloudJson.Default.ImmutableArrayFleetEntry, cancellationToken);

    private static string PathOf(FleetName fleet) => $"fleets/{Uri.EscapeDataString(fleet.Value)}";
}
