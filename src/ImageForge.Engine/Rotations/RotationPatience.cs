using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// The limit of a run. Progress is a launch, a launch that counts as failed, or an instance gone: none of them can
/// repeat for ever in one rotation, so no run lasts for ever either.
/// </summary>
internal sealed class RotationPatience
{
    // For passes themselves and for a target in trouble.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly RotationPolicy _policy;
    private readonly TimeProvider _time;
    private long _movedAt;
    private (long Timestamp, DateTimeOffset Clock) _last;
    private TimeSpan _pause;
    private TimeSpan _clockWentBack;
    private bool _hasBroken;
    private int _moves;

    public RotationPatience(RotationPolicy policy, TimeProvider time)
    {
        (_policy, _time) = (policy, time);
        _movedAt = time.GetTimestamp();
        _last = (_movedAt, time.GetUtcNow());
        Limit = policy.LaunchTimeout + policy.InstanceWarmup + policy.DrainTimeout + Margin;
    }

    /// <summary>The longest that one instance may take from its launch to the end of the one it replaces.</summary>
    public TimeSpan Limit { get; }

    public bool IsOver => _time.GetElapsedTime(_movedAt)
        > (_hasBroken ? Limit + Limit : Limit) + _pause + _clockWentBack;

    public void Look(RotationHistory history, RotationPlan plan)
    {
        CompareClocks();

        // Waiting as the policy says, until a time that it gives, uses up nobody's patience. Nor does a wait that ends
        // later than any of the policy can: then the clock went back, and it comes to that time again. But what was
        // begun and waits for a copy of its disk is no such wait, whatever the others wait for.
        // No more is what was begun and has no room or may not leave, while nothing else of it moves.
        var isForCopy = plan.Holds.Any(hold => hold.Reason == HoldReason.Evidence);
        var isStuck = plan.Count.InFlight > 0 && plan.Commands.IsEmpty
            && plan.Holds.Any(hold => hold.Reason is HoldReason.Floor or HoldReason.Ceiling)
            && plan.Holds.All(hold => hold.Reason is HoldReason.Floor or HoldReason.Ceiling or HoldReason.Batch
                or HoldReason.Window or HoldReason.Protected or HoldReason.Quarantined or HoldReason.StaleImage);
        if (!isForCopy && !isStuck && plan.Holds.Any(hold => hold.NextEligibleAt is { } next
            && (next - _last.Clock > LongestOf(hold.Reason) || hold.Reason is HoldReason.Checkpoint
                or HoldReason.Baking or HoldReason.Protected or HoldReason.Window or HoldReason.DetectionLimit)))
        {
            Move();
        }

        // Where there is no room, nothing can move before the pause between two tries is over; nor while the try after
        // it has no answer yet, which may be that there is room now.
        var isTried = _pause > TimeSpan.Zero && history.Launches.Values.Any(launch =>
            launch is { DoneAt: null, Failed: false, Abandoned: false });
        _pause = isTried || plan.Holds.Any(hold => hold.Reason == HoldReason.Capacity)
            ? CapacityPause.Longest
            : TimeSpan.Zero;

        // One that breaks, or falls silent with others, has as long again to heal, and a copy of a disk to be made.
        // Once only: it may heal and break for ever.
        _hasBroken |= plan.Holds.Any(hold => hold.Reason is HoldReason.ApplicationUnhealthy or HoldReason.SensorGap
            or HoldReason.HealthUnknown or HoldReason.Evidence);

        // A launch for which there is no room is tried for ever under new names: that is no progress until one is made.
        var moves = history.Slots.Values.Sum(slot => slot.Attempts.Length)
            + history.Launches.Values.Sum(launch => (launch.DoneAt is null ? 0 : 1) - (launch.Abandoned ? 1 : 0))
            + history.FailedLaunches + history.Control.Checkpoints.Count + (history.Control.ApprovedTo + 1 ?? 0)
            + history.Instances.Values.Count(instance => instance.TerminateBeganAt is not null);
        if (moves != _moves)
        {
            _moves = moves;
            Move();
        }
    }

    private TimeSpan LongestOf(HoldReason reason) => reason switch
    {
        HoldReason.WarmingUp => _policy.InstanceWarmup,
        HoldReason.Draining => _policy.DrainTimeout,
        _ => Limit - Margin,
    };

    // What the journal dates lies that much farther ahead.
    private void CompareClocks()
    {
        var (before, clock) = _last;
        _last = (_time.GetTimestamp(), _time.GetUtcNow());
        var behind = clock + _time.GetElapsedTime(before, _last.Timestamp) - _last.Clock;
        _clockWentBack += behind > TimeSpan.Zero ? behind : TimeSpan.Zero;
    }

    private void Move() =>
        (_movedAt, _clockWentBack, _hasBroken) = (_last.Timestamp, TimeSpan.Zero, false);
}
