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
[JsonDerivedType(typeof(LaunchAbandoned), "launch-abandoned")]
[JsonDerivedType(typeof(CheckpointReached), "checkpoint-reached")]
[JsonDerivedType(typeof(Approved), "rotation-approved")]
[JsonDerivedType(typeof(Paused), "rotation-paused")]
[JsonDerivedType(typeof(Resumed), "rotation-resumed")]
[JsonDerivedType(typeof(CancelRequested), "cancel-requested")]
[JsonDerivedType(typeof(WindowsPassed), "windows-passed")]
[JsonDerivedType(typeof(BakeBegan), "bake-began")]
[JsonDerivedType(typeof(Marked), "instance-marked")]
[JsonDerivedType(typeof(Unmarked), "instance-unmarked")]
[JsonDerivedType(typeof(Sighted), "instance-sighted")]
[JsonDerivedType(typeof(EvidenceKept), "evidence-kept")]
[JsonDerivedType(typeof(EvidenceReleased), "evidence-released")]
[JsonDerivedType(typeof(Released), "instance-released")]
[JsonDerivedType(typeof(Protected), "instance-protected")]
[JsonDerivedType(typeof(Unprotected), "instance-unprotected")]
[JsonDerivedType(typeof(Detected), "detected")]
[JsonDerivedType(typeof(DetectionsCounted), "detections-counted")]
[JsonDerivedType(typeof(Held), "rotation-held")]
[JsonDerivedType(typeof(Finished), "rotation-finished")]
public abstract record RotationEvent
{
    private RotationEvent() { }

    /// <summary>A rotation towards an image began; there is at most one unfinished rotation a fleet.</summary>
    /// <param name="BuiltAt">When the image was built; null if that is not known.</param>
    /// <param name="RollbackOf">The rotation that this one undoes; null if it undoes none.</param>
    /// <param name="Hotfix">The hotfix under whose policy it goes, whoever drives it; null: the ordinary one.</param>
    /// <param name="By">Who asked for it over the service's interface; null: a schedule, or a command.</param>
    /// <param name="Request">What tells the request from every other one, so that it sent again finds what it began;
    /// null where nobody sends anything again.</param>
    public sealed record Started(
        RotationId Rotation, ArtifactId Image, string Reason, DateTimeOffset? BuiltAt = null,
        RotationId? RollbackOf = null, string? Hotfix = null, string? By = null, string? Request = null)
        : RotationEvent;

    /// <summary>Written before the launch, or the reimage, is sent, with everything the call will contain.</summary>
    /// <param name="InPlace">True if the instance is there already and gets a new root disk.</param>
    public sealed record LaunchBegan(
        InstanceId Instance, ArtifactId Image, int Slot, int Attempt, string Token, InstanceId? Replaces, string Reason,
        string Zone = "local", bool InPlace = false)
        : RotationEvent;

    /// <summary>Written before any other command is sent.</summary>
    public sealed record CommandBegan(
        InstanceId Instance, CommandKind Command, DateTimeOffset? Deadline, string Reason) : RotationEvent;

    public sealed record CommandDone(InstanceId Instance, CommandKind Command) : RotationEvent;

    /// <summary>The target refused or did not answer; the next pass decides anew from what it observes.</summary>
    /// <param name="Capacity">True if the target has no room.</param>
    public sealed record CommandFailed(InstanceId Instance, CommandKind Command, string Error, bool Capacity = false)
        : RotationEvent;

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

    /// <summary>A launch for which there was no room is given up for another zone; it does not count as
    /// failed.</summary>
    public sealed record LaunchAbandoned(InstanceId Instance, int Slot, int Attempt, string Detail) : RotationEvent;

    /// <summary>As many instances were replaced as a checkpoint asks for; the wait begins.</summary>
    /// <param name="Count">The checkpoint in instances.</param>
    public sealed record CheckpointReached(int Count) : RotationEvent;

    /// <summary>What a person says of the rotation under way.</summary>
    public abstract record Said(string By) : RotationEvent
    {
        /// <summary>What tells the request from every other one, so that it sent again is not said again; null: nobody
        /// would know it again.</summary>
        public string? Request { get; init; }
    }

    /// <summary>A person lets the rotation pass an approval point, and all before it.</summary>
    /// <param name="Percent">The approval point as the policy has it: how many instances that is changes with
    /// <c>desired</c>.</param>
    public sealed record Approved(int Percent, string By) : Said(By);

    /// <summary>No new slot begins until it is resumed; those begun are finished.</summary>
    public sealed record Paused(string By, string Reason) : Said(By);

    public sealed record Resumed(string By) : Said(By);

    /// <summary>No new slot begins any more; those begun are finished or undone, then the rotation ends.</summary>
    public sealed record CancelRequested(string By, string Reason) : Said(By);

    /// <summary>A person lets this rotation begin slots outside of its windows.</summary>
    public sealed record WindowsPassed(string By, string Reason) : RotationEvent;

    /// <summary>Every instance runs the image: from now on it has to hold.</summary>
    public sealed record BakeBegan : RotationEvent;

    /// <summary>
    /// An instance should go, for a reason that no snapshot shows. A compromised one is isolated and kept.
    /// </summary>
    /// <param name="DueAt">When it has to be gone; null: nobody set a date.</param>
    public sealed record Marked(
        InstanceId Instance, CandidateReason Reason, string Detail, DateTimeOffset? DueAt = null) : RotationEvent;

    /// <summary>What an instance was marked for does not hold any more. A compromised one stays so.</summary>
    public sealed record Unmarked(InstanceId Instance, CandidateReason Reason, string Detail) : RotationEvent;

    /// <summary>An instance is there that this journal did not launch, or runs something else than it says.</summary>
    public sealed record Sighted(InstanceId Instance, ArtifactId Image) : RotationEvent;

    /// <summary>A copy of an instance's disk is kept and verified.</summary>
    /// <param name="Copy">Its name, for people.</param>
    /// <param name="Sha256">Of the copy, 64 hex characters; empty where somebody else keeps it.</param>
    public sealed record EvidenceKept(InstanceId Instance, string Copy, string Sha256 = "") : RotationEvent;

    /// <summary>A person has looked into a copy, and it is removed.</summary>
    public sealed record EvidenceReleased(InstanceId Instance, string Copy, string By, string Reason) : RotationEvent;

    /// <summary>A person has looked into a quarantined instance: it need not be kept any more.</summary>
    public sealed record Released(InstanceId Instance, string By, string Reason) : RotationEvent;

    /// <summary>An instance is left alone for a while.</summary>
    public sealed record Protected(InstanceId Instance, DateTimeOffset Until, string By, string Reason)
        : RotationEvent;

    public sealed record Unprotected(InstanceId Instance, string By) : RotationEvent;

    /// <summary>
    /// A sensor said that it saw something on an instance. Where the instance is to go for it, its mark is said in the
    /// same breath.
    /// </summary>
    /// <param name="Detection">Its name: the same report again has the same.</param>
    /// <param name="Techniques">ATT&amp;CK techniques, the main one first, with a blank between two.</param>
    /// <param name="SeenAt">By the sensor's clock.</param>
    /// <param name="Action">What the schedule says.</param>
    /// <param name="Taken">True if the instance is marked for it.</param>
    /// <param name="Decision">Which rule decided, or why nothing follows.</param>
    /// <param name="By">Who reported it.</param>
    public sealed record Detected(
        InstanceId Instance, string Detection, string Sensor, string Rule, string Techniques,
        DetectionSeverity Severity, DateTimeOffset SeenAt, string Summary, DetectionAction Action, bool Taken,
        string Decision, string By) : RotationEvent;

    /// <summary>What was not kept one by one since the last such entry, or the start of the process.</summary>
    /// <param name="Repeated">Reports of detections that were known already.</param>
    /// <param name="Dropped">Detections beyond what is kept of a fleet a minute.</param>
    public sealed record DetectionsCounted(int Repeated, int Dropped) : RotationEvent;

    /// <summary>The set of holds changed; for readers, the fold ignores it.</summary>
    public sealed record Held(string Summary) : RotationEvent;

    public sealed record Finished(RotationId Rotation, RotationStatus Status, string Reason) : RotationEvent;
}
