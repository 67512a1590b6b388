namespace ImageForge.Core.Notices;

/// <summary>What others may be told of, as it happens.</summary>
public enum NoticeKind
{
    /// <summary>A channel names another version of an image.</summary>
    ImageReleased,

    RotationStarted,

    /// <summary>A rotation waits for a person, a window or room; not for what passes by itself in a moment.</summary>
    RotationHeld,

    /// <summary>A rotation goes back to an image that was healthy here, by itself or because a person said so.</summary>
    RotationRolledBack,

    /// <summary>A rotation ended: complete, stopped or cancelled.</summary>
    RotationDone,

    /// <summary>The sensor of an instance does not report any more.</summary>
    SensorGap,

    /// <summary>A detection made the service act.</summary>
    DetectionActedUpon,
}
