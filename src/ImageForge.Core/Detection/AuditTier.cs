namespace ImageForge.Core.Detection;

/// <summary>What a rule's event is for, in rising order.</summary>
public enum AuditTier
{
    /// <summary>Kept as evidence: it also happens in ordinary life.</summary>
    Signal,

    /// <summary>Something should act on it: close to nothing of it in ordinary life.</summary>
    Alert,
}
