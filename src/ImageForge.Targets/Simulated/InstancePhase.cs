namespace ImageForge.Targets.Simulated;

/// <summary>What an instance is doing, as the simulated cloud itself knows it.</summary>
public enum InstancePhase
{
    Booting,

    /// <summary>Healthy, but without traffic.</summary>
    Healthy,

    /// <summary>In service and healthy, but not for the whole warm-up yet.</summary>
    WarmingUp,

    /// <summary>In service and healthy throughout the warm-up.</summary>
    Available,
    Draining,
    Drained,

    /// <summary>It runs, but its application or its sensor does not work.</summary>
    Sick,
    Isolated,

    /// <summary>It ended by itself.</summary>
    Dead,

    /// <summary>It was terminated.</summary>
    Gone,
}
