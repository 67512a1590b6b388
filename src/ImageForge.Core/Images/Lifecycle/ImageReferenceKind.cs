namespace ImageForge.Core.Images.Lifecycle;

/// <summary>What can refer to a built version, so that it must not be deleted.</summary>
public enum ImageReferenceKind
{
    /// <summary>An instance runs on its disk.</summary>
    RunningInstance,

    /// <summary>An instance that does not run now has a disk over it.</summary>
    StoppedInstance,

    /// <summary>An isolated instance has a disk over it.</summary>
    QuarantinedInstance,

    /// <summary>A kept copy of an instance's disk lies over it.</summary>
    Evidence,

    /// <summary>A schedule names a channel that names it: the next rotation goes to it.</summary>
    Schedule,

    /// <summary>A channel names it.</summary>
    Channel,

    /// <summary>A fleet may still be rolled back to it.</summary>
    RollbackTarget,

    /// <summary>A person keeps it.</summary>
    Pin,

    /// <summary>A rotation under way goes to it, or comes from it.</summary>
    Rotation,

    /// <summary>An image extends it, and it is the version in use.</summary>
    Child,

    /// <summary>A build or its gates are at work on it now.</summary>
    Gate,

    /// <summary>A resource of a Pulumi stack stands for it.</summary>
    PulumiResource,
}
