using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>What one pass would decide now, in integers. Nothing was done.</summary>
/// <param name="Desired">Instances the fleet shall have.</param>
/// <param name="Floor">Instances that must stay available.</param>
/// <param name="Ceiling">Instances that may exist at once.</param>
/// <param name="Batch">Pairs in flight at once.</param>
/// <param name="FailuresTolerated">Failed launches that are still tolerated; one more stops the rotation.</param>
/// <param name="ToGo">Instances that still have to be replaced, reimaged or added.</param>
/// <param name="ExpectedSeconds">How long the rest takes if nothing breaks and no window closes.</param>
/// <param name="Expected">How that comes about.</param>
/// <param name="Arithmetic">The integers it rests on, one line each.</param>
/// <param name="StopReason">Why the rotation stopped; null unless it did.</param>
public sealed record PlanAnswer(
    string Fleet, string Target, DateTimeOffset ObservedAt, RotationStatus Status, int Desired, int Floor, int Ceiling,
    int Batch, int FailuresTolerated, int Available, int OnTarget, int InFlight, int Failed, int Total, int ToGo,
    double ExpectedSeconds, string Expected, ImmutableArray<CommandAnswer> Commands, ImmutableArray<HoldAnswer> Holds,
    ImmutableArray<string> Arithmetic, string? StopReason)
{
    public static PlanAnswer Of(
        FleetSnapshot snapshot, ArtifactId target, RotationPlan plan, RotationPolicy policy, RotationHistory history)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(plan);
        var estimate = RotationEstimate.Of(plan, policy, history);
        return new(
            snapshot.Fleet.Value, $"{target}", snapshot.ObservedAt, plan.Status, plan.Limits.Desired, plan.Limits.Floor,
            plan.Limits.Ceiling, plan.Limits.Batch, plan.Limits.FailuresTolerated, plan.Count.Available,
            plan.Count.OnTarget, plan.Count.InFlight, plan.Count.Failed, plan.Count.Total, plan.Count.ToGo,
            estimate.Expected.TotalSeconds, estimate.Arithmetic, [.. plan.Commands.Select(CommandAnswer.Of)],
            [.. plan.Holds.Select(HoldAnswer.Of)], plan.Arithmetic, plan.StopReason);
    }
}
