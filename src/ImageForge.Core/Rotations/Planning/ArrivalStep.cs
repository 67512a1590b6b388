using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Brings every wanted instance into service, one gate after another: registered, healthy, admitted, warmed up.
/// </summary>
internal static class ArrivalStep
{
    public static void Run(FleetPicture fleet, FleetDemand demand, HealthGate gate, PlanDraft draft)
    {
        foreach (var instance in fleet.InRole(InstanceRole.Keeper)
            .Where(keeper => !keeper.Availability.IsAvailable && !demand.IsSurplus(keeper)))
        {
            Advance(instance, fleet, gate, draft);
        }
    }

    private static void Advance(InstanceStanding instance, FleetPicture fleet, HealthGate gate, PlanDraft draft)
    {
        switch (instance.Availability.State, instance.View.Service)
        {
            case (AvailabilityState.WarmingUp, _):
                draft.Hold(
                    instance.Id, HoldReason.WarmingUp,
                    $"{instance.Availability.Detail}, warm-up {DurationText.Of(fleet.Policy.InstanceWarmup)}",
                    instance.Availability.AvailableAt);
                break;
            case (_, ServiceState.Unregistered):
                draft.Do(new RotationCommand.Register(instance.Id, "runs, so the load balancer may check it"));
                break;
            case (AvailabilityState.OutOfService, ServiceState.Registered):
                draft.Do(new RotationCommand.Admit(instance.Id, "application healthy and sensor reporting"));
                break;
            case (AvailabilityState.OutOfService, _):
                draft.Do(new RotationCommand.Admit(instance.Id, "healthy and wanted again"));
                break;
            default:
                HoldBack(instance, fleet, gate, draft);
                break;
        }
    }

    private static void HoldBack(InstanceStanding instance, FleetPicture fleet, HealthGate gate, PlanDraft draft)
    {
        if (gate.HoldBy(instance.Id) is { } hold)
        {
            draft.Hold(hold.Instance, hold.Reason, hold.Detail, hold.NextEligibleAt);
            return;
        }

        var failsAt = HealthGate.FailsAt(instance, fleet);
        var reason = instance switch
        {
            { Availability.State: AvailabilityState.Unknown } => HoldReason.HealthUnknown,
            { View.Service: ServiceState.Registered, Record.Healthy: not true } => HoldReason.Booting,
            { Launch.InPlace: true, Record: { AdmittedAt: null, Healthy: not true } } => HoldReason.Booting,
            _ => HealthGate.SickReason(instance.View),
        };
        var fate = instance.Launch is null ? "is replaced" : "counts as failed";
        draft.Hold(instance.Id, reason, $"{instance.Availability.Detail}; {fate} at {failsAt:HH:mm:ss}", failsAt);
    }
}
