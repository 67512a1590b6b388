namespace ImageForge.Core.Rotations;

/// <summary>How a candidate comes onto the target image.</summary>
public enum RotationStrategy
{
    /// <summary>Another instance is launched, and the candidate leaves once that one is available.</summary>
    Replace,

    /// <summary>The candidate keeps its name and address and gets a new root disk.</summary>
    Reimage,
}
