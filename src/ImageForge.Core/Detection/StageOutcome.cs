namespace ImageForge.Core.Detection;

/// <summary>How one stage of a scenario ended.</summary>
/// <param name="ExitCode">Of its last command; of the last prerequisite that was checked.</param>
/// <param name="Output">What it printed, cut by the runner.</param>
/// <param name="Milliseconds">How long it took in the guest.</param>
/// <param name="LimitHit">It was ended by its time limit; not a fault of its own.</param>
public sealed record StageOutcome(int ExitCode, string Output = "", long Milliseconds = 0, bool LimitHit = false);
