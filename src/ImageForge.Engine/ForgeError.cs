namespace ImageForge.Engine;

/// <summary>
/// Kinds of failure. The numbers are the exit codes of the command line and are documented in the README.
/// </summary>
public enum ForgeError
{
    /// <summary>Something that we did not foresee: a bug of ours.</summary>
    Unexpected = 1,

    /// <summary>The command line itself is wrong.</summary>
    Usage = 2,

    /// <summary>A definition, schedule, control or sensor file is wrong.</summary>
    InvalidDefinition = 3,

    /// <summary>A gate refused the image.</summary>
    GateRefused = 4,

    /// <summary>The rotation is held or stopped and does not go on by itself.</summary>
    RotationHeld = 5,

    /// <summary>No such image, artifact, fleet, instance or journal.</summary>
    NotFound = 6,

    /// <summary>This machine lacks something: a tool, disk space, a free port, a permission.</summary>
    Environment = 7,

    /// <summary>Something outside did not work: package mirror, instance, load balancer.</summary>
    External = 8,

    /// <summary>Stored state does not match its digest or its chain.</summary>
    Integrity = 9,

    /// <summary>Another process holds what this one needs.</summary>
    Busy = 10,

    /// <summary>The image's policy names who decides this, and it is somebody else.</summary>
    Denied = 11,

    /// <summary>Something still refers to what would be deleted.</summary>
    InUse = 12,
}
