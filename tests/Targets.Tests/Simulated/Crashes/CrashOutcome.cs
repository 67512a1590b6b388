using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Crashes;

/// <summary>What was left of a story when nothing more was to be done.</summary>
/// <param name="Appends">How often an engine wrote to the journal.</param>
/// <param name="AppendsBefore">How many of them an ordinary rotation wrote that came to its end before the way back
/// began; 0 if none did.</param>
/// <param name="Moves">Instances made and disks swapped, by the cloud's count.</param>
/// <param name="Launches">Every launch and reimage that the journal knows, with its rotation.</param>
/// <param name="Violations">What must not have happened, by the judges of the seeds.</param>
internal sealed record CrashOutcome(
    int Appends, int AppendsBefore, int Deaths, TimeSpan Duration, int Moves, RotationHistory History,
    FleetSnapshot Fleet, FleetFigures Figures, ImmutableArray<(string Run, RotationEvent.LaunchBegan Event)> Launches,
    ImmutableArray<string> Violations, IReadOnlyList<string> Trace)
{
    /// <summary>What has to be the same, whether a process died or not.</summary>
    public (RotationStatus?, ArtifactId?, bool IsRollback, int Instances) End =>
        (History.FinishedAs, History.Target, History.RollbackOf is not null, Fleet.Instances.Length);
}
