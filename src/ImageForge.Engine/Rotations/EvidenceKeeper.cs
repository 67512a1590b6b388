using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Has a copy made of a disk that a plan waits for, or that a quarantined instance has: one a pass, so that the next
/// look is not far.
/// </summary>
internal sealed class EvidenceKeeper(IFleetTarget target, RotationJournal journal, ILogger logger)
{
    /// <summary>Returns the record with what was kept. A copy that fails is tried again by the next pass.</summary>
    public async Task<RotationRecord> KeepAsync(
        FleetName fleet, string run, RotationPlan plan, RotationRecord record, CancellationToken cancellationToken)
    {
        if (Next(plan, record.History) is not ({ } instance, var reason))
        {
            return record;
        }

        try
        {
            return await target.KeepDiskAsync(fleet, instance, reason, cancellationToken) is { } copy
                ? await journal.AppendAsync(
                    fleet, run, record, new RotationEvent.EvidenceKept(instance, copy.Name, copy.Sha256.Hex),
                    CancellationToken.None)
                : record;
        }
        catch (TargetException exception)
        {
            RotationLog.EvidenceFailed(logger, instance, fleet, exception.Message);
            return record;
        }
    }

    private static (InstanceId? Instance, string Reason) Next(RotationPlan plan, RotationHistory history)
    {
        foreach (var hold in plan.Holds)
        {
            if (hold is { Reason: HoldReason.Evidence or HoldReason.Quarantined, Instance: { } instance }
                && history.Of(instance) is { EvidenceKeptAt: null } record)
            {
                return (instance, record.Mark?.Detail ?? "its fleet's schedule asks for a copy");
            }
        }

        return (null, "");
    }
}
