namespace ImageForge.Core.Rotations;

/// <summary>Why nothing is done with an instance, or with the whole fleet, in this pass.</summary>
public enum HoldReason
{
    /// <summary>The snapshot is too old to act on.</summary>
    StaleSnapshot,

    /// <summary>Taking one more out would leave fewer than the floor.</summary>
    Floor,

    /// <summary>One more instance would exceed the ceiling.</summary>
    Ceiling,

    /// <summary>As many pairs as allowed are already in flight.</summary>
    Batch,

    /// <summary>A launched instance has not come up yet.</summary>
    Booting,

    /// <summary>Healthy, but not for the whole warm-up yet.</summary>
    WarmingUp,

    /// <summary>Running requests are still finishing.</summary>
    Draining,

    /// <summary>The application of an instance does not answer as it should.</summary>
    ApplicationUnhealthy,

    /// <summary>The sensor of an instance is silent or says that it does not work.</summary>
    SensorGap,

    /// <summary>
    /// Health cannot be told, such as after a restart of the heartbeat receiver: nothing is concluded from silence.
    /// </summary>
    HealthUnknown,

    /// <summary>More launches of this rotation failed than the policy tolerates; a person must act.</summary>
    BreakerOpen,
}
