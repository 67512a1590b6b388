namespace ImageForge.Core.Risk;

/// <summary>How a risk came to be known.</summary>
public enum RiskKind
{
    /// <summary>A feed knows of it in a package.</summary>
    Vulnerability,

    /// <summary>A gate refused it, and somebody accepted it for a time.</summary>
    Finding,
}
