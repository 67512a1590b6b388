namespace ImageForge.Core.Rotations;

/// <summary>How loudly a sensor's rule speaks.</summary>
public enum DetectionSeverity
{
    /// <summary>Kept as evidence.</summary>
    Signal,

    /// <summary>Something should act on it.</summary>
    Alert,
}
