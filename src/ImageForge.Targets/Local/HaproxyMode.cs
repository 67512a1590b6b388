namespace ImageForge.Targets.Local;

/// <summary>What HAProxy was told to do with a server.</summary>
public enum HaproxyMode
{
    /// <summary>Neither traffic nor checks.</summary>
    Maintenance,

    /// <summary>Checks, and no new requests.</summary>
    Drain,

    /// <summary>Requests as long as the checks pass.</summary>
    Ready,
}
