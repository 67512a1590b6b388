namespace ImageForge.Core.Fleets;

/// <summary>Whether something works, as far as could be told.</summary>
public enum HealthState
{
    Unknown,
    Healthy,
    Unhealthy,
}
