using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>How long to wait between two passes.</summary>
internal sealed class RotationPace
{
    private static readonly TimeSpan Ordinary = TimeSpan.FromSeconds(1);

    // Drains end within a request's time, and what was just done is soon seen: waiting longer only makes rotations
    // longer.
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);
    // Nothing is under way: only a clock, a person or a death can change anything, and looking costs calls.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SlowMax = TimeSpan.FromSeconds(15);
    private TimeSpan _afterTrouble = Ordinary;

    public TimeSpan After(RotationPass pass)
    {
        if (!pass.Failures.IsEmpty)
        {
            return AfterTrouble();
        }

        _afterTrouble = Ordinary;
        var isMoving = !pass.Plan.Commands.IsEmpty || pass.Plan.Holds.Any(hold => hold.Reason == HoldReason.Draining);
        var isCalm = pass.Plan is { Status: RotationStatus.Active or RotationStatus.Baking, Count.InFlight: 0 }
            && pass.Plan.Holds.All(hold => hold.Reason is HoldReason.Window or HoldReason.Checkpoint
                or HoldReason.Approval or HoldReason.Paused or HoldReason.Protected or HoldReason.Baking);
        return isMoving ? Quick : isCalm ? Calm : Ordinary;
    }

    /// <summary>
    /// Twice as long after each pass in a row that failed, to a limit: a target in trouble is not helped by haste.
    /// </summary>
    public TimeSpan AfterTrouble()
    {
        var pause = _afterTrouble;
        _afterTrouble = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, SlowMax.Ticks));
        return pause;
    }
}
