using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Gives candidates a new root disk in place: drained, reimaged, and brought back as any other arrival. Where the floor
/// lets none leave, an instance is borrowed above what is desired, and given back at the end.
/// </summary>
internal sealed class ReimageStep(
    FleetPicture fleet, FleetDemand demand, StartGate start, HealthGate gate, BudgetLedger ledger, SlotWriter slots,
    PlanDraft draft)
{
    private int _mayBorrow = demand.MayBorrow;

    public void Run()
    {
        foreach (var candidate in demand.ToReimage)
        {
            Advance(candidate);
        }
    }

    private void Advance(InstanceStanding candidate)
    {
        if (DrainWait.Lasts(fleet, draft, candidate, ""))
        {
            return;
        }

        if (candidate.IsDraining)
        {
            AfterDrain(candidate);
        }
        else if (candidate is { Availability.State: AvailabilityState.OutOfService, HasFailedDisk: false })
        {
            // Lost by the load balancer, or left so: it serves until its turn comes.
            draft.Do(candidate.View.Service == ServiceState.Unregistered
                ? new RotationCommand.Register(candidate.Id, "serves until its turn comes")
                : new RotationCommand.Admit(candidate.Id, "serves until its turn comes"));
        }
        else
        {
            Begin(candidate);
        }
    }

    private void AfterDrain(InstanceStanding candidate)
    {
        var isHealthy = candidate.Availability.State == AvailabilityState.OutOfService && !candidate.HasFailedDisk;
        if (isHealthy && (ledger.IsBelowFloor || fleet.History.Control.CancelRequestedAt is not null))
        {
            draft.Do(new RotationCommand.Admit(
                candidate.Id, $"{ledger.Available} available, floor {ledger.Limits.Floor}: it is still needed"));
            return;
        }

        if (Removal.MayGo(fleet, draft, candidate))
        {
            slots.Reimage(candidate, $"{candidate.Why}; drained");
        }
    }

    private void Begin(InstanceStanding candidate)
    {
        // The next attempt at what was begun before; a cancelled rotation makes none where nothing was changed yet.
        var isBegun = candidate.Launch is { InPlace: true, Failed: true }
            && (candidate.HasFailedDisk || fleet.History.Control.CancelRequestedAt is null);
        if (((isBegun ? null : start.Hold) ?? gate.First) is { } held)
        {
            draft.Hold(candidate.Id, held.Reason, held.Detail, held.NextEligibleAt);
        }
        else if (ledger.BatchIsFull)
        {
            draft.Hold(candidate.Id, HoldReason.Batch, ledger.BatchText, draft.NextEligibleAt);
        }
        else if (!candidate.HasTraffic)
        {
            if (!Removal.MayGo(fleet, draft, candidate))
            {
                return;
            }

            BeginSlot(isBegun);
            slots.Reimage(candidate, $"{candidate.Why}; it gets no traffic");
        }
        else if (ledger.TryTakeOut(candidate.Availability) is { } allowed)
        {
            BeginSlot(isBegun);
            draft.Do(new RotationCommand.Drain(
                candidate.Id, fleet.Now + fleet.Policy.DrainTimeout, $"to be reimaged: {candidate.Why}; {allowed}"));
        }
        else if (_mayBorrow > 0 && !start.IsShut && ledger.TryAdd() is { } room)
        {
            // No slot of the batch: it costs no availability, and the batch is for what does.
            _mayBorrow--;
            draft.Hold(
                candidate.Id, HoldReason.Floor, $"{ledger.FloorText}; waits until a borrowed one serves",
                draft.NextEligibleAt);
            slots.Launch(null, $"borrowed: {ledger.FloorText}; {room}");
        }
        else
        {
            draft.Hold(candidate.Id, HoldReason.Floor, ledger.FloorText, draft.NextEligibleAt);
        }
    }

    private void BeginSlot(bool isBegun)
    {
        ledger.BeginSlot();
        if (!isBegun)
        {
            start.Begin();
        }
    }
}
