using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>
/// What the journal keeps of a rotation. The rotation history is a fold over these, so each must hold all that the
/// next pass needs: nothing of a rotation lives in memory between passes.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Started), "rotation-started")]
[JsonDerivedType(typeof(LaunchBegan), "launch-began")]
[JsonDerivedType(typeof(CommandBegan), "command-began")]
[JsonDerivedType(typeof(CommandDone), "command-done")]
[JsonDerivedType(typeof(CommandFailed), "command-failed")]
[JsonDerivedType(typeof(HealthChanged), "health-changed")]
[JsonDerivedType(typeof(InstanceLost), "instance-lost")]
[JsonDerivedType(typeof(LaunchFailed), "launch-failed")]
[JsonDerivedType(typeof(Held), "rotation-held")]
[JsonDerivedType(typeof(Finished), "rotation-finished")]
public abstract record RotationEvent
{
    private RotationEvent() { }

    /// <summary>A rotation towards an image began; there is at most one unfinished rotation a fleet.</summary>
    public sealed record Started(RotationId Rotation, ArtifactId Image, string Reason) : RotationEvent;

    /// <summary>Written before the launch is sent, with everything the call will contain.</summary>
    public sealed record LaunchBegan(
        InstanceId Instance, ArtifactId Image, int Slot, int Attempt, string Token, InstanceId? Replaces, string Reason)
        : RotationEvent;

    /// <summary>Written before any other command is sent.</summary>
    public sealed record CommandBegan(
        InstanceId Instance, CommandKind Command, DateTimeOffset? Deadline, string Reason) : RotationEvent;

    public sealed record CommandDone(InstanceId Instance, CommandKind Command) : RotationEvent;

    /// <summary>The target refused or did not answer; the next pass decides anew from what it observes.</summary>
    public sealed record CommandFailed(InstanceId Instance, CommandKind Command, string Error) : RotationEvent;

    /// <summary>
    /// Application and sensor became healthy together, or stopped being so. Gives warm-up a beginning that survives
    /// a crash.
    /// </summary>
    public sealed record HealthChanged(InstanceId Instance, bool Healthy, string Detail) : RotationEvent;

    /// <summary>An instance that should be there was not observed any more, or stopped running by itself.</summary>
    public sealed record InstanceLost(InstanceId Instance, string Detail) : RotationEvent;

    /// <summary>
    /// A launch of this rotation counts as failed: it did not become available in time, or was lost before.
    /// </summary>
    public sealed record LaunchFailed(InstanceId Instance, int Slot, int Attempt, string Detail) : RotationEvent;

    /// <summary>The set of holds changed; for readers, the fold ignores it.</summary>
    public sealed record Held(string Summary) : RotationEvent;

    public sealed record Finished(RotationId Rotation, RotationStatus Status, string Reason) : RotationEvent;
}
