namespace ImageForge.Core.Risk;

/// <summary>What an attacker gains by a vulnerability: SSVC's decision point Technical Impact 1.0.0.</summary>
public enum TechnicalImpact
{
    /// <summary>Limited control over the software, or exposure of information about it.</summary>
    Partial,

    /// <summary>Total control of the software, or disclosure of everything on the system.</summary>
    Total,
}
