using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>Takes out what should go, once nothing needs it any more: drained, then terminated.</summary>
internal sealed class DepartureStep(
    FleetPicture fleet, FleetDemand demand, StartGate start, HealthGate gate, BudgetLedger ledger, PlanDraft draft)
{
    // The load balancer may have lost it, or a rotation before this one may have left it so.
    private const string NotItsTurn = "serves until it is replaced";

    private int _mayPutBack = demand.Vacancies;

    public void Run()
    {
        foreach (var instance in CandidateOrder.Sort(fleet.Instances.Where(Concerns)))
        {
            switch (instance.Role)
            {
                case InstanceRole.Leaving:
                    draft.Do(new RotationCommand.Terminate(instance.Id, "its removal was begun before"));
                    break;
                case InstanceRole.Dead when instance.Launch is null:
                    Removal.Terminate(
                        fleet, draft, instance, "not running: nothing is lost, and it counts toward the ceiling");
                    break;
                case InstanceRole.Failed:
                    TakeOut(instance, $"failed: {instance.Launch!.FailureDetail}");
                    break;
                case InstanceRole.Candidate or InstanceRole.Keeper or InstanceRole.Protected:
                    Consider(instance);
                    break;
            }
        }
    }

    // Of most nothing is to be said here, and they need not be sorted: those that stay, and those that serve until
    // their turn comes.
    private bool Concerns(InstanceStanding instance) => instance.Role switch
    {
        InstanceRole.Keeper => demand.IsSurplus(instance),
        InstanceRole.Candidate => instance.IsDraining || instance.Availability.State == AvailabilityState.OutOfService
            || demand.SlotReplacing(instance) is not null || demand.IsSurplus(instance),
        InstanceRole.Quarantined or InstanceRole.HalfLaunched => false,
        _ => true,
    };

    private void Consider(InstanceStanding instance)
    {
        if (instance.Role == InstanceRole.Protected)
        {
            Spare(instance);
        }
        else if (demand.IsSurplus(instance))
        {
            Leave(instance, $"more than desired {fleet.Policy.Desired}");
        }
        else if (demand.SlotReplacing(instance) is { } slot)
        {
            LeaveFor(slot, instance);
        }
        else if (fleet.Policy.Strategy == RotationStrategy.Reimage)
        {
            // Its turn is taken in place.
        }
        else if (instance is { Role: InstanceRole.Candidate, IsDraining: true })
        {
            // Drained ahead to make room, or by a rotation before this one.
            LeaveUnpaired(instance);
        }
        else if (instance.Role == InstanceRole.Candidate)
        {
            PutBack(instance, NotItsTurn);
        }
    }

    private void Spare(InstanceStanding instance)
    {
        var protection = instance.Record.Protection!;
        var words = $"{instance.Reason}: {instance.Why}; protected until {protection.Until:yyyy-MM-dd HH:mm} by "
            + $"{protection.By}: {protection.Reason}";
        var waitEnds = (fleet.History.StartedAt ?? fleet.Now) + fleet.Policy.ProtectionWait;
        PutBack(instance, NotItsTurn);
        if (fleet.Now < waitEnds)
        {
            var next = protection.Until < waitEnds ? protection.Until : waitEnds;
            draft.Hold(instance.Id, HoldReason.Protected, words, next);
        }
        else
        {
            draft.Note(
                instance.Id, HoldReason.Protected,
                $"skipped after {DurationText.Of(fleet.Policy.ProtectionWait)}: {words}", protection.Until);
        }
    }

    private void LeaveFor(SlotRecord slot, InstanceStanding instance)
    {
        var replacement = demand.ReplacementIn(slot);
        switch (replacement?.Availability.State)
        {
            case AvailabilityState.Available:
                Leave(instance, $"replaced by {slot.Latest}");
                break;
            case AvailabilityState.Unknown when instance.IsDraining:
                draft.Hold(instance.Id, HoldReason.HealthUnknown, $"waits until {slot.Latest} can be judged", null);
                break;
            default:
                // Half-done pairs are undone: one that can still serve is worth more than one that was to replace it.
                if (!PutBack(instance, $"its replacement {slot.Latest} is not available") && instance.IsDraining)
                {
                    TakeOut(instance, "it cannot serve until it is replaced");
                }

                break;
        }
    }

    private void LeaveUnpaired(InstanceStanding instance)
    {
        // Nothing would be launched for it: half-done, it is undone.
        var isMissed = start.IsShut && _mayPutBack > 0;
        var mayPutBack = ledger.IsBelowFloor ? $"{ledger.Available} available < floor {ledger.Limits.Floor}"
            : isMissed ? "nothing is launched for it, so it goes on serving"
            : null;
        if (mayPutBack is null || !PutBack(instance, mayPutBack))
        {
            Leave(instance, $"left service before, {instance.Why}");
        }
        else if (isMissed)
        {
            _mayPutBack--;
        }
    }

    private bool PutBack(InstanceStanding instance, string why)
    {
        if (instance.Availability.State != AvailabilityState.OutOfService || instance.HasFailedDisk)
        {
            return false;
        }

        draft.Do(instance.View.Service == ServiceState.Unregistered
            ? new RotationCommand.Register(instance.Id, why)
            : new RotationCommand.Admit(instance.Id, why));
        return true;
    }

    private void Leave(InstanceStanding instance, string why)
    {
        if (instance.View.Service == ServiceState.InService && gate.First is { } gap)
        {
            draft.Hold(
                instance.Id, gap.Reason, $"nothing is drained while {gap.Instance} is in doubt: {gap.Detail}",
                gap.NextEligibleAt);
            return;
        }

        TakeOut(instance, why);
    }

    private void TakeOut(InstanceStanding instance, string why)
    {
        if (DrainWait.Lasts(fleet, draft, instance, $"{why}; "))
        {
            return;
        }

        switch (instance.View.Service)
        {
            case var _ when !instance.View.Running:
                Removal.Terminate(fleet, draft, instance, $"{why}; not running");
                break;
            case ServiceState.InService:
                Drain(instance, why);
                break;
            case ServiceState.Draining:
                Removal.Terminate(
                    fleet, draft, instance, $"{why}; drain deadline {instance.Record.DrainDeadline:HH:mm:ss} passed");
                break;
            case ServiceState.Drained:
                Removal.Terminate(fleet, draft, instance, $"{why}; drained");
                break;
            default:
                Removal.Terminate(fleet, draft, instance, $"{why}; it gets no traffic");
                break;
        }
    }

    private void Drain(InstanceStanding instance, string why)
    {
        var isSurplus = demand.IsSurplus(instance);
        var allowance = isSurplus
            ? ledger.TryTakeSurplus(instance.Availability)
            : ledger.TryTakeOut(instance.Availability);
        if (allowance is not { } allowed)
        {
            var detail = isSurplus
                ? $"{ledger.Available} available - 1 < desired {ledger.Limits.Desired}: too early to leave"
                : ledger.FloorText;
            draft.Hold(instance.Id, HoldReason.Floor, detail, draft.NextEligibleAt);
            return;
        }

        // A deadline journaled before a crash is kept while it lies ahead: a repeated intent is the same intent. But
        // never a later one than the policy, as it is now, would give.
        var latest = fleet.Now + fleet.Policy.DrainTimeout;
        var deadline = instance.Record.DrainDeadline is { } kept && kept > fleet.Now && kept < latest ? kept : latest;
        draft.Do(new RotationCommand.Drain(instance.Id, deadline, $"{why}; {allowed}"));
    }
}
