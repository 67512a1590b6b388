using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Checking;

namespace ImageForge.Core.Rotations;

/// <summary>
/// A second opinion on a plan. It shares no counting with the planner: it recounts snapshot and history by itself, so a
/// fault of the planner has to be made twice before an instance suffers from it.
/// </summary>
public static class PlanCheck
{
    /// <summary>
    /// What is wrong with a plan, one sentence each; empty if nothing is. A plan with any violation must not be
    /// acted on.
    /// </summary>
    public static ImmutableArray<string> Verify(
        RotationPlan plan, FleetSnapshot snapshot, RotationHistory history, RotationPolicy policy, DateTimeOffset now)
    {
        policy = policy.For(snapshot);
        snapshot = CorrelatedSilence.Judge(snapshot);
        var recount = new Recount(snapshot, history, policy, now);
        return
        [
            .. PlanRules.WholePlan(plan, recount),
            .. CapacityRules.Floor(plan, recount),
            .. CapacityRules.Ceiling(plan, recount),
            .. CapacityRules.Batch(plan, recount),
            .. CapacityRules.Gap(plan, recount),
            .. StartRules.Of(plan, recount),
            .. plan.Commands.OfType<RotationCommand.Launch>()
                .SelectMany(launch => LaunchRules.Of(launch, plan, recount)),
            .. plan.Commands.OfType<RotationCommand.Reimage>()
                .SelectMany(reimage => ReimageRules.Of(reimage, plan, recount)),
            .. plan.Commands.SelectMany(command => InstanceRules.Of(command, recount)),
        ];
    }
}
