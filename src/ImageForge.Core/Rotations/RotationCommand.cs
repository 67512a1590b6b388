using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>
/// One idempotent act on one instance. Carries why, with the numbers, so a journal reader need not re-derive it.
/// </summary>
public abstract record RotationCommand
{
    private RotationCommand(InstanceId instance, string reason)
    {
        Instance = instance;
        Reason = reason;
    }

    public InstanceId Instance { get; }

    /// <summary>The arithmetic or fact that allows it: <c>4 available - 1 >= floor 3</c>.</summary>
    public string Reason { get; }

    public CommandKind Kind => this switch
    {
        Launch => CommandKind.Launch,
        Register => CommandKind.Register,
        Admit => CommandKind.Admit,
        Drain => CommandKind.Drain,
        Reimage => CommandKind.Reimage,
        Isolate => CommandKind.Isolate,
        Terminate => CommandKind.Terminate,
        _ => throw new UnreachableException($"no case for {GetType().Name}"),
    };

    /// <summary>What the journal keeps before it is sent: everything that the call will contain.</summary>
    public RotationEvent Intent => this switch
    {
        Launch launch => new RotationEvent.LaunchBegan(
            Instance, launch.Image, launch.Slot, launch.Attempt, launch.Token, launch.Replaces, Reason, launch.Zone),
        Reimage reimage => new RotationEvent.LaunchBegan(
            Instance, reimage.Image, reimage.Slot, reimage.Attempt, reimage.Token, null, Reason, InPlace: true),
        Drain drain => new RotationEvent.CommandBegan(Instance, CommandKind.Drain, drain.Deadline, Reason),
        _ => new RotationEvent.CommandBegan(Instance, Kind, null, Reason),
    };

    /// <summary>Creates an instance under a name and token chosen beforehand.</summary>
    /// <param name="Slot">Which place of the rotation it fills, from 0.</param>
    /// <param name="Attempt">Which try at this slot, from 1.</param>
    /// <param name="Replaces">The instance it stands in for; null when it only adds capacity.</param>
    public sealed record Launch(
        InstanceId Instance, ArtifactId Image, int Slot, int Attempt, string Token, InstanceId? Replaces, string Reason)
        : RotationCommand(Instance, Reason)
    {
        /// <summary>The failure domain it is launched in.</summary>
        public string Zone { get; init; } = "local";
    }

    /// <summary>Makes the load balancer know and check it, without traffic.</summary>
    public sealed record Register(InstanceId Instance, string Reason) : RotationCommand(Instance, Reason);

    /// <summary>Sends it traffic.</summary>
    public sealed record Admit(InstanceId Instance, string Reason) : RotationCommand(Instance, Reason);

    /// <summary>Sends it no new requests; running ones may finish until the deadline.</summary>
    public sealed record Drain(InstanceId Instance, DateTimeOffset Deadline, string Reason)
        : RotationCommand(Instance, Reason);

    /// <summary>
    /// Gives it a new root disk in place: same name, same address, everything on the old disk gone. It is not in
    /// service when this comes.
    /// </summary>
    /// <param name="Slot">Which place of the rotation it fills, from 0.</param>
    /// <param name="Attempt">Which try at this slot, from 1.</param>
    public sealed record Reimage(
        InstanceId Instance, ArtifactId Image, int Slot, int Attempt, string Token, string Reason)
        : RotationCommand(Instance, Reason);

    /// <summary>Cuts it off from every network, and keeps it as it is.</summary>
    public sealed record Isolate(InstanceId Instance, string Reason) : RotationCommand(Instance, Reason);

    /// <summary>Takes it from the load balancer and removes it for good.</summary>
    public sealed record Terminate(InstanceId Instance, string Reason) : RotationCommand(Instance, Reason);
}
