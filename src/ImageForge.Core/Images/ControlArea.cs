namespace ImageForge.Core.Images;

/// <summary>The part of a system that a control hardens.</summary>
public enum ControlArea
{
    /// <summary>Accounts, their passwords and PAM.</summary>
    Accounts,

    Sshd,

    Sudo,

    /// <summary>Permissions and mounts.</summary>
    Files,

    /// <summary>The kernel, its modules and settings.</summary>
    Kernel,

    /// <summary>What comes in and what goes out.</summary>
    Network,

    Services,

    /// <summary>The journal, log files and the audit trail.</summary>
    Logging,

    /// <summary>That files are still those which were built.</summary>
    Integrity,

    /// <summary>Where packages come from.</summary>
    Packages,

    Time,

    /// <summary>Keys, command lines and memory that others must not read.</summary>
    Secrets,
}
