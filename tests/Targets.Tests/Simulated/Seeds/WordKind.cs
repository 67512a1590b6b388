namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>What persons say.</summary>
internal enum WordKind
{
    Pause,
    Resume,
    Approve,
    Cancel,
    PassWindows,
    Protect,
    Unprotect,
    MarkManual,
    MarkCompromised,

    /// <summary>No person: a sensor, whose word has a service that knows the schedule.</summary>
    Detect,

    /// <summary>The run that is under way is ended, and the fleet goes back.</summary>
    RollBack,
}
