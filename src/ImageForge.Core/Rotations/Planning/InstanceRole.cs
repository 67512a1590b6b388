namespace ImageForge.Core.Rotations.Planning;

/// <summary>What the plan means to do with an instance.</summary>
internal enum InstanceRole
{
    /// <summary>On the target image and wanted: brought into service and kept there.</summary>
    Keeper,

    /// <summary>Should go: another image, or on the target image but sick for too long.</summary>
    Candidate,

    /// <summary>Should go, but is protected: left as it is.</summary>
    Protected,

    /// <summary>Compromised: taken out of service, isolated, and kept.</summary>
    Quarantined,

    /// <summary>A launch of this rotation that was given up.</summary>
    Failed,

    /// <summary>A launch whose answer was lost before the instance ran: to be sent again.</summary>
    HalfLaunched,

    /// <summary>Stopped running by itself.</summary>
    Dead,

    /// <summary>Its removal has begun and only has to be finished.</summary>
    Leaving,
}
