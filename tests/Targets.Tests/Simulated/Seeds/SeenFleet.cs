using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>What any engine saw last, for whoever has to find an instance and may not wait for the cloud.</summary>
internal sealed class SeenFleet(SeedStage stage) : IFleetTarget
{
    public Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken) =>
        stage.LastSeen is { } seen ? Task.FromResult(seen) : throw new TargetException("nobody has looked yet");

    public Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FleetName>>([StoryTeller.Fleet]);

    public Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        Task.FromResult<Uri?>(null);

    public Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken) =>
        throw Acted();

    public Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken) =>
        throw Acted();

    public Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        throw Acted();

    public Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        throw Acted();

    public Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        throw Acted();

    public Task ReimageAsync(FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken) =>
        throw Acted();

    public Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        throw Acted();

    public Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) =>
        throw Acted();

    public Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken) => throw Acted();

    private static InvalidOperationException Acted() => new("who takes detections changes nothing in a fleet");
}
