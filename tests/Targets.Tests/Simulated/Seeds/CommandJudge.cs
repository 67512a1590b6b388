using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// What persons, windows and marks forbid, by the words of decision 0009 and not by the code of planner or check.
/// </summary>
/// <param name="history">The journal at the beginning of the pass: what is said later is heard by the next one.</param>
/// <param name="recorded">The journal now, with what the pass itself has found out.</param>
internal sealed class CommandJudge(
    RotationPolicy policy, RotationHistory history, RotationHistory recorded, FleetSnapshot look,
    DateTimeOffset plannedAt)
{
    public IEnumerable<string> Of(RotationCommand command)
    {
        var record = history.Of(command.Instance);
        var view = look.Instances.FirstOrDefault(seen => seen.Id == command.Instance);
        var isLeaving = record.TerminateBeganAt is not null;
        if (record.IsQuarantined && !isLeaving
            && command is RotationCommand.Terminate or RotationCommand.Reimage)
        {
            yield return "it is compromised and has to be kept";
        }

        if (record.IsProtected(plannedAt) && !isLeaving && !record.IsQuarantined && view is { Running: true }
            && recorded.LaunchOf(command.Instance) is not { Failed: true } && IsTaking(command, record))
        {
            yield return $"it is protected until {record.Protection!.Until:O}";
        }

        if (!Begins(command, view, record))
        {
            yield break;
        }

        if (history.Control.PausedAt is not null || history.Control.CancelRequestedAt is not null)
        {
            yield return "a person has stopped new slots";
        }

        // A missing instance is capacity and not a pair: windows do not hold it back.
        if (command is not RotationCommand.Launch { Replaces: null } && history.Control.WindowsPassed is null
            && !policy.Windows.IsOpen(plannedAt))
        {
            yield return $"no window is open at {plannedAt:O}: {policy.Windows.Describe()}";
        }
    }

    // Reimaging what half was is finishing it.
    private bool IsTaking(RotationCommand command, InstanceRecord record) => command switch
    {
        RotationCommand.Drain or RotationCommand.Terminate => true,
        RotationCommand.Reimage => history.LaunchOf(command.Instance) is not { InPlace: true },
        _ => false,
    };

    private bool Begins(RotationCommand command, InstanceView? view, InstanceRecord record) => command switch
    {
        RotationCommand.Launch { Attempt: 1 } launch => history.LaunchOf(launch.Instance) is null,
        RotationCommand.Drain => view is { Service: ServiceState.InService } && record.DrainBeganAt is null
            && !record.IsQuarantined && recorded.LaunchOf(view.Id) is not { Failed: true }
            && !history.Slots.Values.Any(slot => slot.Replaces == view.Id) && !MayBeTooMany(),
        _ => false,
    };

    private bool MayBeTooMany() => look.Instances.Count(seen => seen.Running && !seen.Isolated
            && history.Of(seen.Id) is { TerminateBeganAt: null, IsQuarantined: false }
            && recorded.LaunchOf(seen.Id) is not { Failed: true, InPlace: false })
        + history.Launches.Values.Count(launch => !launch.Failed
            && look.Instances.All(seen => seen.Id != launch.Instance))
        > (look.Desired ?? policy.Desired);
}
