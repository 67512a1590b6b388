using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Whether what a rotation gives as the reason for its standstill is so, after all faults.</summary>
internal static class HoldTruth
{
    /// <summary>What is not true of it; empty if one reason at least is true and calls for a person.</summary>
    public static IEnumerable<string> Faults(SeedStage stage, RotationPass last)
    {
        var control = last.History.Control;
        if (control.CancelRequestedAt is not null && last.Plan.Count.InFlight == 0 && last.Plan.Commands.IsEmpty)
        {
            yield return "it was cancelled, nothing is under way, and it does not end";
        }

        if (!last.Plan.Holds.Any(hold => IsTrue(hold, stage, last)))
        {
            yield return last.Plan.Holds.IsEmpty
                ? "no hold at all"
                : string.Join("; ", last.Plan.Holds.Select(hold => $"{hold.Instance} {hold.Reason} {hold.Detail}"));
        }
    }

    private static bool IsTrue(Hold hold, SeedStage stage, RotationPass last)
    {
        var policy = stage.Story.Policy;
        var control = last.History.Control;
        var limits = last.Plan.Limits;
        var kept = last.Snapshot.Instances.Count(view => last.History.Of(view.Id).IsQuarantined);
        return hold.Reason switch
        {
            HoldReason.Paused => control.PausedAt is not null || control.CancelRequestedAt is not null,
            HoldReason.Approval => policy.Approvals.Length > 0 && !stage.Story.PersonsCome,
            HoldReason.Window => !policy.Windows.IsOpen(stage.Time.GetUtcNow()),
            HoldReason.BreakerOpen => last.History.FailedLaunches > limits.FailuresTolerated,

            // Evidence fills the ceiling until a person has looked into it; or autoscaling wants so few that the
            // policy's percentages leave no room at all.
            HoldReason.Ceiling or HoldReason.Floor or HoldReason.Quarantined =>
                (kept > 0 && last.Snapshot.Instances.Length >= limits.Ceiling)
                || (last.Snapshot.Desired is not null && limits.Floor >= limits.Ceiling),
            HoldReason.Evidence => policy.Evidence == EvidenceRule.Required && !stage.Story.PersonsCome
                && last.History.Of(hold.Instance!.Value).EvidenceKeptAt is null,
            HoldReason.Protected => last.Snapshot.Instances.Any(
                view => view.Id == hold.Instance && last.History.Of(view.Id).IsProtected(stage.Time.GetUtcNow())),
            _ => false,
        };
    }
}
