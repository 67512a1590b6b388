using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Launches what is missing: lost answers again, failed slots again, vacancies, then replacements. Only replacements
/// are bounded by the batch: a vacancy is capacity that the fleet lacks already, so the ceiling alone bounds it.
/// </summary>
internal sealed class LaunchStep(
    FleetPicture fleet, FleetDemand demand, HealthGate gate, BudgetLedger ledger, PlanDraft draft)
{
    // Names are derived by hash; each clash has odds below 1 in 10 million even in the largest fleet.
    private const int ClashesMax = 8;
    private const string DefaultZone = "local";
    private int _nextSlot = fleet.History.NextSlot;

    public void Run()
    {
        foreach (var instance in fleet.InRole(InstanceRole.HalfLaunched))
        {
            Repeat(instance.Launch!, "half launched: the same call finishes it");
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

    private void RepeatUnseen(LaunchRecord launch)
    {
        if (launch.DoneAt is { } done)
        {
            draft.Hold(
                launch.Instance, HoldReason.Booting, $"launched at {done:HH:mm:ss}, after this look at the fleet",
                launch.BeganAt + fleet.Policy.LaunchTimeout);
        }
        else if (ledger.TryAdd() is { } allowed)
        {
            var cause = launch.LastError is { } error ? $"refused before: {error}" : "its answer was lost";
            Repeat(launch, $"{cause}; {allowed}");
        }
        else
        {
            draft.Hold(launch.Instance, HoldReason.Ceiling, ledger.CeilingText, draft.NextEligibleAt);
        }
    }

    private void Repeat(LaunchRecord launch, string reason) => draft.Do(new RotationCommand.Launch(
        launch.Instance, launch.Image, launch.Slot, launch.Attempt, launch.Token, launch.Replaces, reason));

    private void Retry(SlotRecord slot)
    {
        var attempt = slot.Attempts.Length + 1;
        if (ledger.TryAdd() is { } allowed)
        {
            Launch(slot.Number, attempt, slot.Replaces, $"attempt {attempt - 1} failed; {allowed}");
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
                Launch(_nextSlot++, 1, null, $"{missing} of desired {fleet.Policy.Desired} missing; {allowed}");
            }
            else
            {
                blocked++;
            }
        }

        if (blocked > 0)
        {
            draft.Hold(null, HoldReason.Ceiling, $"{blocked} missing: {ledger.CeilingText}", draft.NextEligibleAt);
        }
    }

    private void Replace()
    {
        foreach (var candidate in demand.ToReplace)
        {
            if (gate.First is { } gap)
            {
                draft.Hold(
                    candidate.Id, gap.Reason, $"no new slot while {gap.Instance} is in doubt: {gap.Detail}",
                    gap.NextEligibleAt);
            }
            else if (MustMakeRoom(candidate))
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
            ledger.BeginSlot();
            Launch(_nextSlot++, 1, candidate.Id, $"{allowed}; {batch}");
        }
        else if (ledger.Limits.Ceiling > ledger.Limits.Desired || !CanLeave(candidate))
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
            ledger.BeginSlot();
            draft.Do(
                new RotationCommand.Terminate(candidate.Id, $"makes room, it gets no traffic: {Pressure}"));
        }
        else if (ledger.TryTakeOut(candidate.Availability) is { } allowed)
        {
            ledger.BeginSlot();
            draft.Do(new RotationCommand.Drain(
                candidate.Id, fleet.Now + fleet.Policy.DrainTimeout, $"makes room: {Pressure}; {allowed}"));
        }
        else
        {
            draft.Hold(
                candidate.Id, HoldReason.Floor, $"{ledger.CeilingText}; {ledger.FloorText}", draft.NextEligibleAt);
        }
    }

    private void Launch(int slot, int attempt, InstanceId? replaces, string reason)
    {
        var zone = fleet.Find(replaces)?.View.Zone ?? DefaultZone;
        var token = RotationNaming.Token(fleet.History.Rotation!.Value, slot, attempt, CommandKind.Launch, zone);
        var name = Enumerable.Range(0, ClashesMax)
            .Select(clash => RotationNaming.Instance(fleet.Policy.Fleet, token, clash))
            .First(id => fleet.Find(id) is null && !fleet.History.Instances.ContainsKey(id)
                && fleet.History.LaunchOf(id) is null);
        draft.Do(new RotationCommand.Launch(name, fleet.Target, slot, attempt, token, replaces, reason));
    }
}
