using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>A plan, found by instance.</summary>
internal sealed class PlannedSteps
{
    private readonly Dictionary<InstanceId, RotationCommand> _commands = [];
    private readonly Dictionary<InstanceId, Hold> _holds = [];

    /// <param name="plan">Null: nothing is planned.</param>
    public PlannedSteps(RotationPlan? plan)
    {
        foreach (var command in plan?.Commands ?? [])
        {
            _commands.TryAdd(command.Instance, command);
        }

        foreach (var hold in plan?.Holds ?? [])
        {
            if (hold.Instance is { } instance)
            {
                _holds.TryAdd(instance, hold);
            }
        }
    }

    public RotationCommand? CommandFor(InstanceId instance) => _commands.GetValueOrDefault(instance);

    /// <summary>The first of several.</summary>
    public Hold? HoldOf(InstanceId instance) => _holds.GetValueOrDefault(instance);
}
