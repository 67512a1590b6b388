namespace ImageForge.Core.Detection;

/// <summary>What a verdict alone does not say.</summary>
public enum VerdictDetail
{
    None,

    /// <summary>Detected, but each recorded call failed: somebody tried.</summary>
    Attempt,

    /// <summary>Missed: rules of other techniques recorded it.</summary>
    OtherKey,

    /// <summary>
    /// Missed: a rule of the technique fired between the marks, under another login id, as for what cron or systemd do
    /// on its behalf; nothing shows that the attack was the reason.
    /// </summary>
    WindowOnly,

    /// <summary>Missed: only record types that are written without any rule.</summary>
    TypeOnly,

    /// <summary>Missed: programs were recorded, by rules that speak for no technique.</summary>
    ExecOnly,

    /// <summary>Missed: not one record.</summary>
    Silent,
}
