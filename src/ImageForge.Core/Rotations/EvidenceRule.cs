namespace ImageForge.Core.Rotations;

/// <summary>Whether an instance's disk must be kept before it is terminated.</summary>
public enum EvidenceRule
{
    /// <summary>Only a compromised instance is kept: it is never terminated while nobody has released it.</summary>
    Off,

    /// <summary>Every instance of the fleet.</summary>
    Required,
}
