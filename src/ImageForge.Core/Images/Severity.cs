namespace ImageForge.Core.Images;

/// <summary>How much a failed control or finding matters.</summary>
public enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}
