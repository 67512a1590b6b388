namespace ImageForge.Targets.Local;

/// <summary>How QEMU runs a guest's instructions.</summary>
public enum Acceleration
{
    /// <summary>Software emulation; works everywhere.</summary>
    Tcg,

    /// <summary>The processor's own virtualization.</summary>
    Kvm,
}
