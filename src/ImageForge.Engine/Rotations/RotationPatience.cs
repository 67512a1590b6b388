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

    private readonly TimeProvider _time;
    private long _movedAt;
    private TimeSpan _pause;
    private int _moves;

    public RotationPatience(RotationPolicy policy, TimeProvider time)
    {
        _time = time;
        _movedAt = time.GetTimestamp();
        Limit = policy.LaunchTimeout + policy.InstanceWarmup + policy.DrainTimeout + Margin;
    }

    /// <summary>The longest that one instance may take from its launch to the end of the one it replaces.</summary>
    public TimeSpan Limit { get; }

    public bool IsOver => _time.GetElapsedTime(_movedAt) > Limit + _pause;

    public void Look(RotationHistory history, RotationPlan plan)
    {
        // Waiting as the policy says, until a time that it gives, uses up nobody's patience.
        if (plan.Holds.Any(hold => hold.NextEligibleAt is not null && hold.Reason is HoldReason.Checkpoint
            or HoldReason.Baking or HoldReason.Protected or HoldReason.Window or HoldReason.DetectionLimit))
        {
            _movedAt = _time.GetTimestamp();
        }

        // Where there is no room, nothing can move before the pause between two tries is over.
        _pause = plan.Holds.Any(hold => hold.Reason == HoldReason.Capacity) ? CapacityPause.Longest : TimeSpan.Zero;

        // A launch for which there is no room is tried for ever under new names: that is no progress until one is made.
        var moves = history.Launches.Values.Count(launch => !launch.Abandoned)
            + history.Launches.Values.Count(launch => launch.DoneAt is not null) + history.FailedLaunches
            + history.Control.Checkpoints.Count + (history.Control.ApprovedTo + 1 ?? 0)
            + history.Instances.Values.Count(instance => instance.TerminateBeganAt is not null);
        if (moves != _moves)
        {
            _moves = moves;
            _movedAt = _time.GetTimestamp();
        }
    }
}
