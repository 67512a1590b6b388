using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>The time between a drain and what follows it.</summary>
internal static class DrainWait
{
    /// <summary>
    /// True if an instance still drains: then that is held, or its drain is asked for again where no deadline is known.
    /// </summary>
    /// <param name="why">Why it drains; empty, or ends in what separates it from more.</param>
    public static bool Lasts(FleetPicture fleet, PlanDraft draft, InstanceStanding instance, string why)
    {
        if (instance.View.Service != ServiceState.Draining || !instance.View.Running)
        {
            return false;
        }

        if (instance.Record.DrainDeadline is null)
        {
            draft.Do(new RotationCommand.Drain(
                instance.Id, fleet.Now + fleet.Policy.DrainTimeout, $"{why}it drains without a recorded deadline"));
            return true;
        }

        return HoldsRequests(fleet, draft, instance, "");
    }

    /// <summary>True if requests may still be running; then that is held.</summary>
    /// <param name="then">What follows.</param>
    public static bool HoldsRequests(FleetPicture fleet, PlanDraft draft, InstanceStanding instance, string then)
    {
        if (!instance.MayHaveRequests(fleet.Now))
        {
            return false;
        }

        var deadline = instance.Record.DrainDeadline;
        draft.Hold(
            instance.Id, HoldReason.Draining, $"requests may finish until {deadline:HH:mm:ss}{then}", deadline);
        return true;
    }
}
