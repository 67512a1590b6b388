namespace ImageForge.Core.Rotations;

/// <summary>How far an instance is from counting toward the floor.</summary>
public enum AvailabilityState
{
    /// <summary>
    /// In service, application healthy and sensor reporting for the whole warm-up: counts toward the floor.
    /// </summary>
    Available,

    /// <summary>In service and healthy, but not for the whole warm-up yet.</summary>
    WarmingUp,

    /// <summary>Healthy, but it gets no new requests.</summary>
    OutOfService,

    /// <summary>
    /// Runs, but its application or its sensor does not work. Also an instance that is still booting.
    /// </summary>
    Sick,

    /// <summary>It cannot be told: never counts toward the floor, and is never taken out as if it were sick.</summary>
    Unknown,

    /// <summary>Its process or machine has ended without being asked to.</summary>
    Dead,
}
