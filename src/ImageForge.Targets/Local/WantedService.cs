namespace ImageForge.Targets.Local;

/// <summary>
/// What the engine last asked the load balancer to do with an instance. Kept in the instance's folder, for HAProxy
/// forgets it when it dies and cannot tell a new instance from a draining one.
/// </summary>
public enum WantedService
{
    Unregistered,
    Registered,
    InService,
    Draining,

    /// <summary>Its removal has begun.</summary>
    Leaving,
}
