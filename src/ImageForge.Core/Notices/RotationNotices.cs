using System.Collections.Frozen;
using ImageForge.Core.Journal;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Notices;

/// <summary>What others are told of a fleet: its rotations, and detections that made the service act.</summary>
public static class RotationNotices
{
    // What passes by itself within the times of the policy is ordinary life; these are worth somebody's attention.
    private static readonly FrozenSet<string> Waits = new[]
    {
        HoldReason.Window, HoldReason.Approval, HoldReason.Paused, HoldReason.Capacity, HoldReason.StaleImage,
        HoldReason.HealthUnknown, HoldReason.DetectionLimit, HoldReason.BreakerOpen, HoldReason.ApplicationUnhealthy,
        HoldReason.SensorGap, HoldReason.Protected,
    }.Select(reason => $"{reason}").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The chain with one more event of it.</summary>
    public static NoticeChain Apply(NoticeChain chain, JournalEntry entry, RotationEvent news) => news switch
    {
        RotationEvent.Started { RollbackOf: { } undone } started => chain.Waiting(null).Tell(
            entry, NoticeKind.RotationRolledBack, ("rotation", started.Rotation.Value), ("image", $"{started.Image}"),
            ("rollbackOf", undone.Value), ("reason", started.Reason)),
        RotationEvent.Started started => chain.Waiting(null).Tell(
            entry, NoticeKind.RotationStarted, ("rotation", started.Rotation.Value), ("image", $"{started.Image}"),
            ("reason", started.Reason)),
        RotationEvent.Held held => Held(chain, entry, WaitOf(held.Summary)),
        RotationEvent.Finished finished => chain.Waiting(null).Tell(
            entry, NoticeKind.RotationDone, ("rotation", finished.Rotation.Value),
            ("status", $"{finished.Status}".ToLowerInvariant()), ("reason", finished.Reason)),
        RotationEvent.Detected { Taken: true } detected => chain.Tell(
            entry, NoticeKind.DetectionActedUpon, ("instance", detected.Instance.Value),
            ("detection", detected.Detection), ("sensor", detected.Sensor), ("rule", detected.Rule),
            ("techniques", detected.Techniques), ("severity", $"{detected.Severity}".ToLowerInvariant()),
            ("action", $"{detected.Action}".ToLowerInvariant()), ("reason", detected.Summary)),
        RotationEvent.LaunchBegan or RotationEvent.CommandDone { Command: CommandKind.Admit } => chain.Waiting(null),
        _ => chain,
    };

    // Told again only when it waits for something else than before, or went on in between.
    private static NoticeChain Held(NoticeChain chain, JournalEntry entry, string? wait) =>
        wait is null || wait == chain.HeldFor
            ? chain.Waiting(wait)
            : chain.Waiting(wait).Tell(entry, NoticeKind.RotationHeld, ("rotation", entry.Run), ("reason", wait));

    // "Window, WarmingUp web-1" → "Window". Without the instances: one more of them is no other wait.
    private static string? WaitOf(string summary)
    {
        var waits = summary.Split(", ").Select(part => part.Split(' ', 2)[0]).Where(Waits.Contains)
            .Distinct(StringComparer.Ordinal).ToList();
        return waits.Count > 0 ? string.Join(", ", waits)
            : summary.StartsWith("plan refused", StringComparison.Ordinal) ? summary
            : null;
    }
}
