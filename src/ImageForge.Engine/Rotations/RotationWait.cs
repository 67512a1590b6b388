using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>Whether a run should go on waiting, or hand the wait to whoever started it.</summary>
internal static class RotationWait
{
    // Sooner than this a window is worth waiting for: whoever sits before the screen would start it again anyway.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Why nothing goes on without a person or a window that is far off; null while something moves by itself.
    /// </summary>
    public static string? Reason(RotationPass pass, DateTimeOffset now)
    {
        var plan = pass.Plan;
        var waits = plan.Holds.Where(hold => hold.Reason is HoldReason.Window or HoldReason.Approval
            or HoldReason.Paused).ToList();
        var isAlone = waits.Count > 0 && plan.Commands.IsEmpty && plan.Count.InFlight == 0
            && plan.Holds.All(hold => hold.Reason is HoldReason.Window or HoldReason.Approval or HoldReason.Paused
                or HoldReason.StaleImage or HoldReason.Quarantined or HoldReason.Protected or HoldReason.Evidence
                || IsKeptByThem(hold, waits));
        return isAlone && waits.TrueForAll(hold => hold.NextEligibleAt is not { } next || next - now > Soon)
            ? string.Join("; ", waits.Select(hold => $"{hold.Reason}: {hold.Detail}").Distinct())
            : null;
    }

    // With nothing in flight only a person makes room, or what begins when one of those waits is over: a batch is then
    // full of what is missing and has no room.
    private static bool IsKeptByThem(Hold hold, IReadOnlyCollection<Hold> waits) =>
        hold.Reason is HoldReason.Ceiling or HoldReason.Floor or HoldReason.Batch
        && (hold.NextEligibleAt is null || waits.Any(wait => wait.NextEligibleAt == hold.NextEligibleAt));
}
