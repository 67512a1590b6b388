using System.Collections.Immutable;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>The integers of a plan as a person would work them out.</summary>
internal static class PlanArithmetic
{
    public static ImmutableArray<string> Lines(RotationPolicy policy, BudgetLedger ledger)
    {
        var limits = ledger.Limits;
        var mayLeave = Math.Max(0, ledger.Available - limits.Floor);
        var mayBeLaunched = Math.Max(0, limits.Ceiling - ledger.Total);
        var mayBeBegun = Math.Max(0, limits.Batch - ledger.InFlight);
        return
        [
            $"floor = ({policy.MinHealthyPercentage} * {policy.Desired} + 99) / 100 = {limits.Floor}",
            $"ceiling = ({policy.MaxHealthyPercentage} * {policy.Desired} + 99) / 100 = {limits.Ceiling}",
            $"batch = max(1, {policy.MaxBatchPercentage} * {policy.Desired} / 100) = {limits.Batch}",
            $"failures tolerated = max(1, {policy.MaxUnhealthyPercentage} * {policy.Desired} / 100) "
                + $"= {limits.FailuresTolerated}",
            $"may leave = available {ledger.Available} - floor {limits.Floor} = {mayLeave}",
            $"may be launched = ceiling {limits.Ceiling} - total {ledger.Total} = {mayBeLaunched}",
            $"may be begun = batch {limits.Batch} - in flight {ledger.InFlight} = {mayBeBegun}",
        ];
    }
}
