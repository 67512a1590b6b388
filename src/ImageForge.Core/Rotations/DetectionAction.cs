namespace ImageForge.Core.Rotations;

/// <summary>What a detection on an instance leads to.</summary>
public enum DetectionAction
{
    /// <summary>It is shown.</summary>
    Report,

    /// <summary>The instance becomes a candidate.</summary>
    Rotate,

    /// <summary>The instance is taken out of service, isolated, kept as evidence, and replaced.</summary>
    Quarantine,
}
