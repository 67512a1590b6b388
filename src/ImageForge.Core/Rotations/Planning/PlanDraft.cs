using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>The plan while its steps write it.</summary>
internal sealed class PlanDraft
{
    private readonly ImmutableArray<RotationCommand>.Builder _commands =
        ImmutableArray.CreateBuilder<RotationCommand>();

    private readonly ImmutableArray<Hold>.Builder _holds = ImmutableArray.CreateBuilder<Hold>();
    private bool _somethingMoves;
    private bool _floorHolds;

    public ImmutableArray<RotationCommand> Commands => _commands.ToImmutable();
    public ImmutableArray<Hold> Holds => _holds.ToImmutable();

    /// <summary>
    /// The first moment at which something that is waited for may change by itself; null if nothing has a time.
    /// </summary>
    public DateTimeOffset? NextEligibleAt { get; private set; }

    /// <summary>True if nothing arrives, nothing leaves, and the floor keeps what is to leave.</summary>
    public bool IsStuckOnFloor => _floorHolds && !_somethingMoves && _commands.Count == 0;

    public void Do(RotationCommand command) => _commands.Add(command);

    public void Hold(InstanceId? instance, HoldReason reason, string detail, DateTimeOffset? nextEligibleAt)
    {
        _floorHolds |= reason == HoldReason.Floor;
        _somethingMoves |= reason is not (HoldReason.Floor or HoldReason.Ceiling or HoldReason.Batch);
        _holds.Add(new Hold(instance, reason, detail, nextEligibleAt));
        if (nextEligibleAt < NextEligibleAt || NextEligibleAt is null)
        {
            NextEligibleAt = nextEligibleAt;
        }
    }
}
