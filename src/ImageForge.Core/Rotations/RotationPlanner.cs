using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations.Planning;

namespace ImageForge.Core.Rotations;

/// <summary>
/// Decides what one pass does. Pure: the same arguments give the same plan, and nothing is remembered between passes.
/// Replacements come first (surge), pairs slide past each other, and a straggler holds no one else back.
/// </summary>
public static class RotationPlanner
{
    /// <summary>Plans one pass.</summary>
    /// <param name="policy">Budgets and time-outs as they are now: they may have changed since it began.</param>
    /// <param name="target">The image that every instance shall have.</param>
    /// <param name="snapshot">One look at the fleet.</param>
    /// <param name="history">The journal so far, with <see cref="RotationObservations"/> of this snapshot applied. If
    /// no rotation to <paramref name="target"/> is in it, the plan is that of one which starts now: a preview.</param>
    /// <param name="now">The moment of planning.</param>
    /// <returns>Commands to carry out in order, at most one an instance, and a hold for all that has to wait. Commands
    /// of a stopped rotation only put instances in and out of service.</returns>
    public static RotationPlan Plan(
        RotationPolicy policy, ArtifactId target, FleetSnapshot snapshot, RotationHistory history, DateTimeOffset now)
    {
        snapshot = CorrelatedSilence.Judge(snapshot);
        policy = policy.For(snapshot);
        var fleet = new FleetPicture(policy, target, snapshot, Current(policy, target, history, now), now);
        var demand = new FleetDemand(fleet);
        var draft = new PlanDraft();
        var existing = snapshot.Instances.Length + fleet.KeptUnseen
            + fleet.Unseen.Count(launch => launch.InPlace || launch.DoneAt is not null);
        var ledger = new BudgetLedger(fleet.Limits, fleet.Available, existing, demand.InFlight);
        var arithmetic = PlanArithmetic.Lines(policy, ledger);
        if (SnapshotAge.IsStale(snapshot, now))
        {
            var age = DurationText.Of((now - snapshot.ObservedAt).Duration());
            draft.Hold(
                null, HoldReason.StaleSnapshot,
                $"observed {age} away from now > {DurationText.Of(SnapshotAge.Max)}; waits for a fresh one", null);
        }
        else if (BreakerStep.IsOpen(fleet))
        {
            BreakerStep.Run(fleet, ledger, draft);
        }
        else
        {
            Reconcile(fleet, demand, ledger, draft);
        }

        var status = BreakerStep.IsOpen(fleet) ? RotationStatus.Stopped : EndStep.Run(fleet, demand, draft);
        return new RotationPlan(
            status, fleet.Limits, Count(fleet, demand), draft.Commands, draft.Holds, arithmetic,
            status == RotationStatus.Stopped ? BreakerStep.Explain(fleet) : null)
        {
            Events = draft.Events,
        };
    }

    // Compromised ones before anything else spends the floor. Arrivals before departures: an instance that has just
    // become available is what lets another one go. Departures before launches: a hold on a launch can then name the
    // first time at which something leaves.
    private static void Reconcile(FleetPicture fleet, FleetDemand demand, BudgetLedger ledger, PlanDraft draft)
    {
        var gate = new HealthGate(fleet);
        var start = new StartGate(fleet, demand, draft);
        var slots = new SlotWriter(fleet, draft);
        QuarantineStep.Run(fleet, ledger, draft);
        ArrivalStep.Run(fleet, demand, gate, draft);
        new DepartureStep(fleet, demand, start, gate, ledger, draft).Run();
        new LaunchStep(fleet, demand, start, gate, ledger, slots, draft).Run();
        new ReimageStep(fleet, demand, start, gate, ledger, slots, draft).Run();
        var kept = fleet.InRole(InstanceRole.Quarantined).Count;
        draft.CloseBudgetHolds(kept > 0 && ledger.CeilingIsFull
            ? $"a person must remove one of {kept} compromised, or raise maxHealthyPercentage"
            : "a person must raise maxHealthyPercentage or lower minHealthyPercentage");
        if (fleet.Policy.Windows is { IsAlways: false } or { Blackouts.IsEmpty: false })
        {
            draft.MoveTimes(
                demand.ToReplace.Concat(demand.ToReimage).Select(candidate => candidate.Id).ToHashSet(),
                start.Earliest);
        }
    }

    private static RotationHistory Current(
        RotationPolicy policy, ArtifactId target, RotationHistory history, DateTimeOffset now)
    {
        var goesOn = history.Rotation is not null && history.Target == target
            && history.FinishedAs is null or RotationStatus.Stopped;
        return goesOn
            ? history
            : history.Apply(
                new RotationEvent.Started(RotationNaming.Rotation(policy.Fleet, now), target, "preview"), now);
    }

    private static FleetCount Count(FleetPicture fleet, FleetDemand demand) => new(
        fleet.Instances.Length, fleet.Available, fleet.Instances.Count(instance => instance.IsOnTarget),
        demand.InFlight + demand.MadeRoom, fleet.History.FailedLaunches)
    {
        ToGo = demand.InFlight + demand.Vacancies + demand.ToReplace.Count
            + demand.ToReimage.Count(instance => !instance.IsDraining),
    };
}
