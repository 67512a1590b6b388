namespace ImageForge.Engine.Access;

/// <summary>What the holder of a token may do. A token has one; nobody has all.</summary>
public enum Role
{
    /// <summary>Sees everything, changes nothing.</summary>
    Viewer,

    /// <summary>Sees everything, and builds, rotates, pauses, rolls back.</summary>
    Operator,

    /// <summary>
    /// Sees everything, and says yes: approves rotations, promotes and revokes images, accepts risks. Begins nothing,
    /// so that two people are needed.
    /// </summary>
    Approver,

    /// <summary>Reports detections of any instance, and sees nothing.</summary>
    Detector,

    /// <summary>An instance: reports its own beats and detections, and sees nothing.</summary>
    Instance,
}
