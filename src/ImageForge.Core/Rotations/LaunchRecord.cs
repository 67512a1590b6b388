using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>
/// One launch of the current rotation as the journal holds it: all that is needed to send the very same call again.
/// </summary>
public sealed record LaunchRecord
{
    public required InstanceId Instance { get; init; }
    public required ArtifactId Image { get; init; }
    public required int Slot { get; init; }
    public required int Attempt { get; init; }
    public required string Token { get; init; }
    public required InstanceId? Replaces { get; init; }

    public string Zone { get; init; } = "local";

    /// <summary>True if it gives an instance that is there already a new root disk.</summary>
    public bool InPlace { get; init; }

    /// <summary>
    /// When it was first intended; sending it again does not move it, or a launch could be tried for ever.
    /// </summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When the target confirmed it, or the instance was first seen; null while neither happened.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What the target said when it refused the last time; null if it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>When the target last refused it; null if it did not.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>When the target last said that it has no room; null if it did not.</summary>
    public DateTimeOffset? NoRoomAt { get; init; }

    /// <summary>True if it was given up for another zone: the slot is tried again, and nothing is held against the
    /// image.</summary>
    public bool Abandoned { get; init; }

    /// <summary>When it was given up, by failure or for want of room; null if it was not.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    public string FailureDetail { get; init; } = "";

    public bool Failed => FailedAt is not null;

    /// <summary>
    /// The earliest moment at which the instance can have begun to boot: what the target refused for a while must not
    /// count as slow.
    /// </summary>
    public DateTimeOffset BootedFrom => RefusedAt ?? BeganAt;

    /// <summary>True while the target refuses to make the instance, and it was not given up.</summary>
    public bool IsRefused => this is { LastError: not null, DoneAt: null, Failed: false, InPlace: false };

    /// <summary>
    /// True if it is a reimage that goes on, and a look shows the root disk before it: what that says of its health is
    /// over.
    /// </summary>
    public bool IsAwaitedBy(InstanceView view) => InPlace && !Failed && view.LaunchToken != Token;

    /// <summary>True if a look of that moment may leave it out although it is there.</summary>
    public bool MayBeUnlisted(DateTimeOffset lookAt) =>
        (DoneAt ?? BeganAt) + RotationObservations.ListedWithin >= lookAt;
}
