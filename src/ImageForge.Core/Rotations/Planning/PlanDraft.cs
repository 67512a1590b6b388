using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>The plan while its steps write it.</summary>
internal sealed class PlanDraft
{
    private readonly ImmutableArray<RotationCommand>.Builder _commands =
        ImmutableArray.CreateBuilder<RotationCommand>();

    private readonly ImmutableArray<RotationEvent>.Builder _events = ImmutableArray.CreateBuilder<RotationEvent>();
    private readonly ImmutableArray<Hold>.Builder _holds = ImmutableArray.CreateBuilder<Hold>();
    private bool _somethingMoves;
    private bool _floorHolds;

    public ImmutableArray<RotationCommand> Commands => _commands.ToImmutable();
    public ImmutableArray<Hold> Holds => _holds.ToImmutable();

    /// <summary>What the journal has to know before anything is done: a checkpoint reached, a bake begun.</summary>
    public ImmutableArray<RotationEvent> Events => _events.ToImmutable();

    /// <summary>True if something is waited for: then the rotation is not complete.</summary>
    public bool Waits { get; private set; }

    /// <summary>
    /// The first moment at which something that is waited for may change by itself; null if nothing has a time.
    /// </summary>
    public DateTimeOffset? NextEligibleAt { get; private set; }

    /// <summary>True if nothing arrives, nothing leaves, and the floor keeps what is to leave.</summary>
    public bool IsStuckOnFloor => _floorHolds && !_somethingMoves && _commands.Count == 0;

    public void Record(RotationEvent news) => _events.Add(news);

    /// <summary>Says why an instance is left alone; the rotation does not wait for it.</summary>
    public void Note(InstanceId instance, HoldReason reason, string detail, DateTimeOffset? nextEligibleAt) =>
        _holds.Add(new Hold(instance, reason, detail, nextEligibleAt));

    public void Do(RotationCommand command) => _commands.Add(command);

    /// <summary>
    /// Where nothing is done in this pass: gives holds of floor, ceiling and batch the first time at which something
    /// changes by itself, or says what a person can do if nothing does.
    /// </summary>
    public void CloseBudgetHolds(string advice)
    {
        for (var index = 0; _commands.Count == 0 && index < _holds.Count; index++)
        {
            var hold = _holds[index];
            if (hold.NextEligibleAt is null
                && hold.Reason is HoldReason.Floor or HoldReason.Ceiling or HoldReason.Batch)
            {
                _holds[index] = hold with
                {
                    NextEligibleAt = NextEligibleAt,
                    Detail = _somethingMoves || NextEligibleAt is not null ? hold.Detail : $"{hold.Detail}; {advice}",
                };
            }
        }
    }

    /// <summary>
    /// Moves the times of those that wait for a slot to when one may begin: a window may have closed by then.
    /// </summary>
    public void MoveTimes(IReadOnlySet<InstanceId> waiting, Func<DateTimeOffset?, DateTimeOffset?> earliest)
    {
        for (var index = 0; index < _holds.Count; index++)
        {
            var hold = _holds[index];
            if (hold.Reason == HoldReason.Protected || (hold.Instance is { } instance && waiting.Contains(instance)))
            {
                _holds[index] = hold with { NextEligibleAt = earliest(hold.NextEligibleAt) };
            }
        }
    }

    public void Hold(InstanceId? instance, HoldReason reason, string detail, DateTimeOffset? nextEligibleAt)
    {
        Waits = true;
        _floorHolds |= reason == HoldReason.Floor;
        _somethingMoves |= reason is not (HoldReason.Floor or HoldReason.Ceiling or HoldReason.Batch
            or HoldReason.Window or HoldReason.Checkpoint or HoldReason.Approval or HoldReason.Paused
            or HoldReason.Protected or HoldReason.DetectionLimit);
        _holds.Add(new Hold(instance, reason, detail, nextEligibleAt));

        // Another one may be quarantined then, which frees nothing.
        if (reason != HoldReason.DetectionLimit && (nextEligibleAt < NextEligibleAt || NextEligibleAt is null))
        {
            NextEligibleAt = nextEligibleAt;
        }
    }
}
