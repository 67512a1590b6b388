namespace ImageForge.Core.Fleets;

/// <summary>What the load balancer does with an instance.</summary>
public enum ServiceState
{
    /// <summary>The load balancer does not know it.</summary>
    Unregistered,

    /// <summary>Known and health-checked, but gets no traffic yet.</summary>
    Registered,

    /// <summary>Gets new requests.</summary>
    InService,

    /// <summary>Gets no new requests; some are still running.</summary>
    Draining,

    /// <summary>Gets no new requests and has none running.</summary>
    Drained,
}
