namespace ImageForge.Engine.Rotations;

/// <summary>Why no further pass follows.</summary>
public enum PassEnd
{
    /// <summary>Every instance is on the target image and available.</summary>
    Complete,

    /// <summary>The breaker stopped the rotation; a new one may be started.</summary>
    Stopped,

    /// <summary>The breaker stopped it, and the fleet was moved back to the image before.</summary>
    RolledBack,

    /// <summary>A person ended it; what was begun is finished or undone.</summary>
    Cancelled,

    /// <summary>
    /// Nothing is under way, and only a person or a window that is far off lets it go on. It can be resumed.
    /// </summary>
    Held,

    /// <summary>
    /// Nothing has moved for longer than launch, warm-up and drain may take together. The same rotation can be resumed.
    /// </summary>
    Stalled,

    /// <summary>
    /// The plan broke a limit that an independent check holds: a fault of ours. Nothing of it was carried out.
    /// </summary>
    PlanRefused,
}
