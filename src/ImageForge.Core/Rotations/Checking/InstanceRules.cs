using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Checking;

/// <summary>What each command needs of the one instance it is for.</summary>
internal static class InstanceRules
{
    public static IEnumerable<string> Of(RotationCommand command, Recount fleet)
    {
        if (command is RotationCommand.Launch)
        {
            return [];
        }

        if (!fleet.Seen.TryGetValue(command.Instance, out var view))
        {
            return [$"unseen: {command.GetType().Name} of {command.Instance}, which is not in the snapshot"];
        }

        var fault = command switch
        {
            RotationCommand.Register => view is { Running: true, Service: ServiceState.Unregistered } ? null
                : $"register: {view.Id} is {view.Service}, running: {view.Running}",
            RotationCommand.Admit => AdmitFault(view, fleet),
            RotationCommand.Drain drain => DrainFault(drain, view, fleet),
            RotationCommand.Terminate => TerminateFault(view, fleet),
            RotationCommand.Isolate => IsolateFault(view, fleet),
            RotationCommand.Reimage => view.Service is ServiceState.InService && !fleet.WasDrainedAfterLook(view)
                ? $"reimage: {view.Id} is in service"
                : null,
            _ => $"unknown: no rule for {command.GetType().Name}",
        };
        return new[] { fault, ProtectionFault(command, view, fleet), LookFault(command, view, fleet) }
            .OfType<string>();
    }

    // The look shows it as it was before it got traffic. What is being removed is not wanted back whatever it shows.
    private static string? LookFault(RotationCommand command, InstanceView view, Recount fleet) =>
        command is RotationCommand.Terminate or RotationCommand.Reimage or RotationCommand.Isolate && view.Running
            && fleet.WasAdmittedAfterLook(view) && !fleet.IsLeaving(view.Id)
            ? $"look: {command.GetType().Name} of {view.Id}, which was sent traffic after this look"
            : null;

    private static string? IsolateFault(InstanceView view, Recount fleet) =>
        !fleet.IsKept(view.Id) ? $"isolate: {view.Id} is not compromised"
        : view.Service == ServiceState.InService ? $"isolate: {view.Id} is in service and was not drained"
        : view.Service == ServiceState.Draining && fleet.History.Of(view.Id).DrainDeadline > fleet.Now
            ? $"isolate: {view.Id} still has requests running and its drain deadline has not passed"
        : null;

    private static string? ProtectionFault(RotationCommand command, InstanceView view, Recount fleet)
    {
        var takes = command is RotationCommand.Drain or RotationCommand.Terminate or RotationCommand.Reimage;
        if (takes && command is not RotationCommand.Drain && fleet.IsKept(view.Id))
        {
            return $"evidence: {command.GetType().Name} of {view.Id}, which is compromised and kept";
        }

        if (command is RotationCommand.Terminate or RotationCommand.Reimage
            && fleet.Policy.Evidence == EvidenceRule.Required
            && fleet.History.Of(view.Id).EvidenceKeptAt is null && !fleet.IsLeaving(view.Id)
            && !(command is RotationCommand.Reimage again && fleet.LaunchInPlace(view.Id)?.Token == again.Token))
        {
            return $"evidence: {command.GetType().Name} of {view.Id}, of whose disk no copy is recorded";
        }

        // What was begun before it was protected is finished; what is dead, failed or compromised is not spared.
        var isSpared = fleet.History.Of(view.Id).IsProtected(fleet.Now) && view.Running
            && view.Service is ServiceState.InService && !fleet.IsKept(view.Id) && !fleet.IsFailed(view.Id)
            && !fleet.IsLeaving(view.Id);
        return takes && isSpared ? $"protected: {command.GetType().Name} of {view.Id}" : null;
    }

    private static string? AdmitFault(InstanceView view, Recount fleet) =>
        view is not { Running: true, App.IsHealthy: true, Sensor.IsHealthy: true } ? $"admit: {view.Id} is not healthy"
        : view.Service == ServiceState.Unregistered ? $"admit: {view.Id} is {view.Service}"
        : view.Service == ServiceState.InService && !fleet.WasDrainedAfterLook(view)
            ? $"admit: {view.Id} is {view.Service}"
        : (fleet.IsFailed(view.Id) && !fleet.HasItsOldDisk(view)) || fleet.IsLeaving(view.Id)
            ? $"admit: {view.Id} was given up"
        : null;

    private static string? DrainFault(RotationCommand.Drain drain, InstanceView view, Recount fleet)
    {
        if (drain.Deadline <= fleet.Now || drain.Deadline > fleet.Now + fleet.Policy.DrainTimeout)
        {
            return $"drain: the deadline of {view.Id} is not within {fleet.Policy.DrainTimeout} from now";
        }

        if (view.Service is not (ServiceState.InService or ServiceState.Draining) && !fleet.WasAdmittedAfterLook(view))
        {
            return $"drain: {view.Id} is {view.Service}";
        }

        if (Recount.IsSick(view) || fleet.IsKept(view.Id) || view.Service == ServiceState.Draining
            || fleet.Wanted() > fleet.Policy.Desired)
        {
            return null;
        }

        return fleet.ReplacementOf(view.Id) is { } replacement
            && !(fleet.Seen.GetValueOrDefault(replacement.Instance) is { } found && fleet.IsAvailable(found))
            ? $"drain: {view.Id} before its replacement {replacement.Instance} is available"
            : null;
    }

    private static string? TerminateFault(InstanceView view, Recount fleet)
    {
        if (!view.Running || fleet.IsLeaving(view.Id))
        {
            return null;
        }

        var isWanted = !fleet.ShouldGo(view) && !fleet.IsFailed(view.Id) && !Recount.IsSick(view)
            && fleet.Wanted() <= fleet.Policy.Desired
            && !(fleet.Policy.Strategy == RotationStrategy.Reimage && fleet.MayBeTooMany());
        return view.Service switch
        {
            ServiceState.InService => $"terminate: {view.Id} is in service and was not drained",
            ServiceState.Draining when !(fleet.History.Of(view.Id).DrainDeadline <= fleet.Now) =>
                $"terminate: {view.Id} still has requests running and its drain deadline has not passed",
            _ when isWanted && fleet.History.IsUnderWay =>
                $"terminate: {view.Id} is healthy, on the image and not too many",
            _ => null,
        };
    }
}
