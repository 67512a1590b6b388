namespace ImageForge.Core.Images.Lifecycle;

/// <summary>Why an image is revoked, and so what its instances are.</summary>
public enum RevocationKind
{
    /// <summary>It has a vulnerability that nobody accepts: its instances are replaced.</summary>
    Vulnerable,

    /// <summary>It may hold what an attacker put there: its instances are quarantined and replaced.</summary>
    Compromised,
}
