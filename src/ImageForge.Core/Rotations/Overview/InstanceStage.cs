namespace ImageForge.Core.Rotations.Overview;

/// <summary>Where an instance stands on its way through a rotation, for whoever looks at the whole fleet.</summary>
public enum InstanceStage
{
    /// <summary>Serves, on another image than the fleet goes to.</summary>
    Waiting,

    /// <summary>Launched, and not healthy in service yet.</summary>
    Booting,

    /// <summary>In service and healthy, but not for the whole warm-up yet.</summary>
    WarmingUp,

    /// <summary>Serves, on the image that the fleet goes to or is on.</summary>
    Serving,

    /// <summary>Drained, being drained, or being removed.</summary>
    Leaving,

    /// <summary>Known not to work, or dead.</summary>
    Sick,

    /// <summary>Its health cannot be told.</summary>
    InDoubt,

    /// <summary>Isolated and kept for whoever looks into it.</summary>
    Quarantined,
}
