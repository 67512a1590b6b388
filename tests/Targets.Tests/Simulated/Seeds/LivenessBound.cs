using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// The longest that a rotation may take once no fault begins any more.
/// <code>
/// turns    = 2 * desired + F + 2    desired moves up to 1.5 times, marks and borrowed ones add the rest;
///                                   F failures tolerated, one more ends the rotation
/// pair     = launchTimeout + instanceWarmup + drainTimeout + 9 min    a pause for want of room lasts 8 min at most,
///                                                                     a process that dies costs 1 min
/// rotation = turns * pair + checkpoints * checkpointDelay + protectionWait + (F + 2) * bakeTime
///            + compromised * 1 h + words * (15 s + 2 * pair)
/// closed   = 1 d for each stretch of open window that turns may need, 2 d for blackouts
/// bound    = 4 * rotation + closed  the rotation, its way back, one that a person asks for, and what was begun before
/// </code>
/// Batches may be 1, so turns come one after another in the worst case. Patience ends a run sooner as a rule.
/// </summary>
internal static class LivenessBound
{
    public static TimeSpan Of(SeedStory story)
    {
        var policy = story.Policy;
        var failures = CapacityLimits.Of(policy).FailuresTolerated;
        var pair = policy.LaunchTimeout + policy.InstanceWarmup + policy.DrainTimeout + TimeSpan.FromMinutes(9);
        var compromised = story.Words.Count(word => word.Kind == WordKind.MarkCompromised);
        var rotation = (pair * ((2 * policy.Desired) + failures + 2))
            + (policy.CheckpointDelay * policy.Checkpoints.Length) + policy.ProtectionWait
            + (policy.BakeTime * (failures + 2)) + TimeSpan.FromHours(compromised)
            + ((TimeSpan.FromSeconds(15) + (2 * pair)) * (story.Words.Length + policy.Approvals.Length));
        return (4 * rotation) + Closed(policy, 4 * rotation);
    }

    private static TimeSpan Closed(RotationPolicy policy, TimeSpan open)
    {
        if (policy.Windows.Weekly.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        var stretch = policy.Windows.Weekly.Min(window => window.To - window.From);
        return TimeSpan.FromDays(Math.Ceiling(open / stretch) + 2);
    }
}
