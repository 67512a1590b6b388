namespace ImageForge.Engine.Rotations;

/// <summary>Why no further pass follows.</summary>
public enum PassEnd
{
    /// <summary>Every instance is on the target image and available.</summary>
    Complete,

    /// <summary>The breaker stopped the rotation; a new one may be started.</summary>
    Stopped,

    /// <summary>
    /// Nothing has moved for longer than launch, warm-up and drain may take together. The same rotation can be resumed.
    /// </summary>
    Stalled,

    /// <summary>
    /// The plan broke a limit that an independent check holds: a fault of ours. Nothing of it was carried out.
    /// </summary>
    PlanRefused,
}
