using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>How long to wait between two passes.</summary>
internal sealed class RotationPace
{
    private static readonly TimeSpan Ordinary = TimeSpan.FromSeconds(1);

    // Drains end within a request's time, and what was just done is soon seen: waiting longer only makes rotations
    // longer.
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);
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
        return isMoving ? Quick : Ordinary;
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
