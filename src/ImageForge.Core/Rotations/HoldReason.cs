namespace ImageForge.Core.Rotations;

/// <summary>Why nothing is done with an instance, or with the whole fleet, in this pass.</summary>
public enum HoldReason
{
    /// <summary>The snapshot is too old to act on.</summary>
    StaleSnapshot,

    /// <summary>Taking one more out would leave fewer than the floor.</summary>
    Floor,

    /// <summary>One more instance would exceed the ceiling.</summary>
    Ceiling,

    /// <summary>As many pairs as allowed are already in flight.</summary>
    Batch,

    /// <summary>A launched instance has not come up yet.</summary>
    Booting,

    /// <summary>Healthy, but not for the whole warm-up yet.</summary>
    WarmingUp,

    /// <summary>Running requests are still finishing.</summary>
    Draining,

    /// <summary>The application of an instance does not answer as it should.</summary>
    ApplicationUnhealthy,

    /// <summary>The sensor of an instance is silent or says that it does not work.</summary>
    SensorGap,

    /// <summary>
    /// Health cannot be told, such as after a restart of the heartbeat receiver: nothing is concluded from silence.
    /// </summary>
    HealthUnknown,

    /// <summary>No window is open, or a blackout closes it.</summary>
    Window,

    /// <summary>The rotation waits at a checkpoint.</summary>
    Checkpoint,

    /// <summary>A person has to approve before it goes on.</summary>
    Approval,

    /// <summary>A person has paused it.</summary>
    Paused,

    /// <summary>The instance is protected.</summary>
    Protected,

    /// <summary>The target has no room; another zone is tried after a while.</summary>
    Capacity,

    /// <summary>One call more would exceed what the target's interface allows; it is made in its turn.</summary>
    Throttle,

    /// <summary>It is too old, but so is the image: an aged instance is not moved onto a stale image.</summary>
    StaleImage,

    /// <summary>Every instance runs the image, and it has to hold for a while yet.</summary>
    Baking,

    /// <summary>A copy of its disk has to be recorded before it may be terminated or reimaged.</summary>
    Evidence,

    /// <summary>It is kept, isolated, until a person has looked into it.</summary>
    Quarantined,

    /// <summary>Detections took as many instances within an hour as they may.</summary>
    DetectionLimit,

    /// <summary>More launches of this rotation failed than the policy tolerates; a person must act.</summary>
    BreakerOpen,
}
