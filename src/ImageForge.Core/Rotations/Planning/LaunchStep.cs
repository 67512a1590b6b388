using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Launches what is missing: lost answers again, failed slots again, vacancies, then replacements. Only replacements
/// are bounded by the batch: a vacancy is capacity that the fleet lacks already, so the ceiling alone bounds it.
/// </summary>
internal sealed class LaunchStep(
    FleetPicture fleet, FleetDemand demand, StartGate start, HealthGate gate, BudgetLedger ledger, SlotWriter slots,
    PlanDraft draft)
{
    // What is kept as evidence may stay for days, and no surge ever has its place.
    private readonly int _kept = fleet.InRole(InstanceRole.Quarantined).Count;

    public void Run()
    {
        foreach (var instance in fleet.InRole(InstanceRole.HalfLaunched))
        {
            Finish(instance);
        }

        foreach (var launch in fleet.Unseen)
        {
            RepeatUnseen(launch);
        }

        foreach (var slot in demand.Retries)
        {
            Retry(slot);
        }

        FillVacancies();
        Replace();
    }

    private void Finish(InstanceStanding instance)
    {
        var launch = instance.Launch!;
        if (launch.DoneAt >= fleet.Snapshot.ObservedAt)
        {
            draft.Hold(
                launch.Instance, HoldReason.Booting, $"done at {launch.DoneAt:HH:mm:ss}, after this look at the fleet",
                launch.BootedFrom + fleet.Policy.LaunchTimeout);
            return;
        }

        if (launch.InPlace && instance.HasTraffic)
        {
            EmptyAgain(instance);
            return;
        }

        var cause = launch.LastError is { } error ? $"refused before: {error}" : "half launched";
        slots.Repeat(launch, $"{cause}: the same call finishes it");
    }

    // Traffic that was asked for before its reimage, without an answer, has come late.
    private void EmptyAgain(InstanceStanding instance)
    {
        if (DrainWait.Lasts(fleet, draft, instance, ""))
        {
            return;
        }

        if (instance.View.Service == ServiceState.Draining)
        {
            slots.Repeat(instance.Launch!, "its drain deadline passed: the same call finishes it");
        }
        else if (ledger.TryTakeOut(instance.Availability) is { } allowed)
        {
            draft.Do(new RotationCommand.Drain(
                instance.Id, fleet.Now + fleet.Policy.DrainTimeout,
                $"it is being reimaged, and got traffic late; {allowed}"));
        }
        else
        {
            draft.Hold(instance.Id, HoldReason.Floor, ledger.FloorText, draft.NextEligibleAt);
        }
    }

    private void RepeatUnseen(LaunchRecord launch)
    {
        if (launch.DoneAt is { } done)
        {
            draft.Hold(
                launch.Instance, HoldReason.Booting,
                $"launched at {done:HH:mm:ss}, this look at the fleet does not show it",
                done + RotationObservations.ListedWithin);
        }
        else if (launch.InPlace)
        {
            // It was there when its reimage began: the look is older than its launch.
            draft.Hold(
                launch.Instance, HoldReason.Booting,
                $"its reimage began at {launch.BeganAt:HH:mm:ss}, this look at the fleet does not show it",
                launch.BeganAt + RotationObservations.ListedWithin);
        }
        else if (launch.NoRoomAt is not null)
        {
            // The pause before another zone is tried; observation gives the attempt up when it is over.
            ledger.Reserve();
            draft.Hold(
                launch.Instance, HoldReason.Capacity, $"no room in {launch.Zone}: {launch.LastError}",
                CapacityPause.Ends(launch));
        }
        else if (ledger.TryAdd() is { } allowed)
        {
            var cause = launch.LastError is { } error ? $"refused before: {error}" : "its answer was lost";
            slots.Repeat(launch, $"{cause}; {allowed}");
        }
        else
        {
            draft.Hold(launch.Instance, HoldReason.Ceiling, ledger.CeilingText, draft.NextEligibleAt);
        }
    }

    private void Retry(SlotRecord slot)
    {
        var attempt = slot.Attempts.Length + 1;
        var before = fleet.History.Launches[slot.Latest].Abandoned ? "had no room" : "failed";
        if (ledger.TryAdd() is { } allowed)
        {
            slots.Launch(slot.Number, attempt, slot.Replaces, $"attempt {attempt - 1} {before}; {allowed}");
        }
        else if (fleet.Find(slot.Replaces) is not { } replaced || !MustMakeRoom(replaced))
        {
            draft.Hold(
                slot.Latest, HoldReason.Ceiling, $"attempt {attempt}: {ledger.CeilingText}", draft.NextEligibleAt);
        }
        else
        {
            MakeRoom(replaced);
        }
    }

    private void FillVacancies()
    {
        if (demand.Vacancies == 0)
        {
            return;
        }

        if (start.IsShut && start.Hold is { } shut)
        {
            draft.Hold(null, shut.Reason, $"{demand.Vacancies} missing, but {shut.Detail}", shut.NextEligibleAt);
            return;
        }

        if (gate.First is { } gap)
        {
            draft.Hold(
                null, gap.Reason, $"{demand.Vacancies} missing, but {gap.Instance} is in doubt: {gap.Detail}",
                gap.NextEligibleAt);
            return;
        }

        // Those without room count as begun too: some wait for an instance that was drained to make room for them.
        var blocked = 0;
        for (var missing = demand.Vacancies; missing > 0; missing--)
        {
            ledger.BeginSlot();
            if (ledger.TryAdd() is { } allowed)
            {
                slots.Launch(null, $"{missing} of desired {fleet.Policy.Desired} missing; {allowed}");
            }
            else
            {
                blocked++;
            }
        }

        if (blocked > 0)
        {
            var kept = _kept > 0 ? $"; {_kept} compromised count too, until a person has looked into them" : "";
            draft.Hold(
                null, HoldReason.Ceiling, $"{blocked} missing: {ledger.CeilingText}{kept}", draft.NextEligibleAt);
        }
    }

    private void Replace()
    {
        foreach (var candidate in demand.ToReplace)
        {
            if (start.Hold is { } held)
            {
                draft.Hold(candidate.Id, held.Reason, held.Detail, held.NextEligibleAt);
            }
            else if (gate.First is { } gap)
            {
                draft.Hold(
                    candidate.Id, gap.Reason, $"no new slot while {gap.Instance} is in doubt: {gap.Detail}",
                    gap.NextEligibleAt);
            }
            else if ((ledger.BatchIsFull || ledger.CeilingIsFull) && MustMakeRoom(candidate))
            {
                MakeRoom(candidate);
            }
            else if (ledger.BatchIsFull)
            {
                draft.Hold(candidate.Id, HoldReason.Batch, ledger.BatchText, draft.NextEligibleAt);
            }
            else
            {
                ReplaceOne(candidate);
            }
        }
    }

    private void ReplaceOne(InstanceStanding candidate)
    {
        var batch = $"{ledger.InFlight} in flight < batch {ledger.Limits.Batch}";
        if (ledger.TryAdd() is { } allowed)
        {
            BeginSlot();
            slots.Launch(candidate.Id, $"{allowed}; {batch}{Why(candidate)}");
        }
        else if (ledger.Limits.Ceiling - _kept > ledger.Limits.Desired || !CanLeave(candidate))
        {
            draft.Hold(candidate.Id, HoldReason.Ceiling, ledger.CeilingText, draft.NextEligibleAt);
        }
        else
        {
            MakeRoom(candidate);
        }
    }

    // What is to leave waits for more to be available, and nothing may be added: without this, an instance that falls
    // sick while a pair is half done would stall the rotation for ever. It passes the batch: it costs no availability.
    private bool MustMakeRoom(InstanceStanding candidate) =>
        candidate is { Role: InstanceRole.Candidate, IsDraining: false, Availability.IsSickOrDead: true }
        && draft.IsStuckOnFloor;

    private string Pressure => ledger.CeilingIsFull ? ledger.CeilingText : ledger.BatchText;

    // One that is about to be put back into service cannot leave in the same pass.
    private static bool CanLeave(InstanceStanding candidate) =>
        candidate.HasTraffic || candidate.Availability.IsSickOrDead;

    // A ceiling equal to desired never leaves room for a surge: then the old one goes first, if the floor lets it.
    private void MakeRoom(InstanceStanding candidate)
    {
        if (!candidate.HasTraffic)
        {
            BeginSlot();
            Removal.Terminate(fleet, draft, candidate, $"makes room, it gets no traffic: {Pressure}");
        }
        else if (ledger.TryTakeOut(candidate.Availability) is { } allowed)
        {
            BeginSlot();
            draft.Do(new RotationCommand.Drain(
                candidate.Id, fleet.Now + fleet.Policy.DrainTimeout, $"makes room: {Pressure}; {allowed}"));
        }
        else
        {
            draft.Hold(
                candidate.Id, HoldReason.Floor, $"{ledger.CeilingText}; {ledger.FloorText}", draft.NextEligibleAt);
        }
    }

    // Drift is what rotations are for; every other reason is worth a word.
    private static string Why(InstanceStanding candidate) =>
        candidate.Reason == CandidateReason.Drift ? "" : $"; {candidate.Reason}: {candidate.Why}";

    private void BeginSlot()
    {
        ledger.BeginSlot();
        start.Begin();
    }
}
