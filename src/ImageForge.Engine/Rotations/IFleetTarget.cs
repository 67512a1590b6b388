using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Where instances run. Every mutation is one attempt, idempotent, and may be repeated with the same arguments after a
/// lost answer or a crash; what it led to is seen by the next observation only.
/// </summary>
public interface IFleetTarget
{
    /// <summary>The limits of its interface, which the engine then keeps; null if it has none.</summary>
    CallLimits? Limits => null;

    /// <summary>True if copies of disks are kept: by itself, or by something beside it that records them.</summary>
    bool KeepsEvidence => false;

    /// <summary>
    /// Keeps a copy of the instance's disk as it is at one moment, proved to be that; the same call again finds it.
    /// What runs goes on running. Null where something beside the target keeps copies.
    /// </summary>
    /// <exception cref="TargetException">No such disk, no room, or the copy is not what was copied.</exception>
    Task<EvidenceCopy?> KeepDiskAsync(
        FleetName fleet, InstanceId instance, string reason, CancellationToken cancellationToken) =>
        Task.FromResult<EvidenceCopy?>(null);

    /// <summary>
    /// Proves what would be booted, before a rotation is begun that no instance could follow; each launch proves it
    /// again. Nothing to do where the bytes are kept by somebody else.
    /// </summary>
    /// <exception cref="ForgeException">
    /// It is not what a trusted key signed (Integrity), or what its sensors enrol with is not at hand (NotFound).
    /// </exception>
    void ProveBootable(ArtifactId image, CancellationToken cancellationToken)
    {
    }

    /// <summary>
    /// Makes what the fleet as a whole needs (load balancer, heartbeat receiver); does nothing if it is there and well.
    /// </summary>
    Task EnsureFleetAsync(RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken);

    /// <summary>One look at everything of the fleet that is not yet terminated, half-launched instances too.</summary>
    /// <exception cref="TargetException">It cannot be seen now; a part is never passed off as the whole.</exception>
    Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken);

    /// <summary>
    /// Starts an instance. The same token again returns the same instance, or finishes a half-made one.
    /// </summary>
    /// <exception cref="TargetException">It could not be started; nothing runs under this name.</exception>
    Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken);

    /// <summary>Makes the load balancer know and check the instance, without traffic.</summary>
    Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken);

    /// <summary>Sends traffic to a registered instance.</summary>
    Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken);

    /// <summary>Stops sending new requests. Returns at once; running requests go on.</summary>
    Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a fresh root disk of another image under a running instance that is not in service; name and address stay.
    /// The same token again changes nothing.
    /// </summary>
    /// <exception cref="TargetException">It is not there, or the target cannot do this.</exception>
    Task ReimageAsync(FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken);

    /// <summary>
    /// Cuts the instance off from every network and takes it from the load balancer; it goes on running.
    /// </summary>
    Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the instance from the load balancer and removes it with its disk. Does nothing if it is gone.
    /// </summary>
    Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken);

    /// <summary>Removes what <see cref="EnsureFleetAsync"/> made. Refused while instances are left.</summary>
    Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken);

    /// <summary>Every fleet that this target holds anything of.</summary>
    Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Where users of the fleet send requests, such as <c>http://127.0.0.1:8080</c>; null if it is not up.
    /// </summary>
    Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken);
}
