using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>How far the last rotation of a fleet has come, or how it ended.</summary>
public sealed record RotationProgress
{
    public required RotationId Rotation { get; init; }
    public required ArtifactId Target { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required bool IsUnderWay { get; init; }

    /// <summary>Where it stands, or how it ended.</summary>
    public required RotationStatus Status { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }
    public required string EndReason { get; init; }

    /// <summary>The rotation that it undoes; null if it undoes none.</summary>
    public required RotationId? RollbackOf { get; init; }

    /// <summary>Launches that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>What it has yet to do; null where that cannot be told.</summary>
    public required FleetCount? Count { get; init; }

    /// <summary>How long that takes if nothing breaks; null where that cannot be told.</summary>
    public required RotationEstimate? Estimate { get; init; }

    /// <summary>Each checkpoint in instances, with the time at which it was reached; null: not yet.</summary>
    public required ImmutableArray<(int Count, DateTimeOffset? ReachedAt)> Checkpoints { get; init; }

    /// <summary>The next point at which a person has to approve; null: there is none.</summary>
    public required (int Percent, int Count)? NextApproval { get; init; }

    /// <summary>When the new image has held long enough; null while it is not being tried.</summary>
    public required DateTimeOffset? BakeEndsAt { get; init; }

    /// <summary>What persons said of it: a pause or a cancellation with its reason; empty: nothing.</summary>
    public required string Words { get; init; }

    /// <summary>Why it runs outside of the windows; null: it does not.</summary>
    public required string? WindowsPassed { get; init; }

    /// <summary>The integers that bind it, a line each.</summary>
    public required ImmutableArray<string> Arithmetic { get; init; }

    /// <summary>Null before the first.</summary>
    internal static RotationProgress? Of(FleetSight sight) =>
        sight.History is { Rotation: { } rotation, Target: { } target, StartedAt: { } startedAt } history
            ? new RotationProgress
            {
                Rotation = rotation,
                Target = target,
                Reason = history.StartReason,
                StartedAt = startedAt,
                IsUnderWay = history.IsUnderWay,
                Status = history.FinishedAs ?? sight.Pass?.Status ?? RotationStatus.Active,
                EndedAt = history.FinishedAt,
                EndReason = history.FinishReason,
                RollbackOf = history.RollbackOf,
                Failed = history.FailedLaunches,
                Count = sight.Pass?.Count,
                Estimate = sight is { Pass: { } plan, Policy: { } policy }
                    ? RotationEstimate.Of(plan, policy, history)
                    : null,
                Checkpoints = sight.Policy is { } pacing
                    ? [.. CheckpointMath.Checkpoints(pacing).Select(count => (count, ReachedAt(history, count)))]
                    : [],
                NextApproval = sight.Policy is { } approvals
                    ? CheckpointMath.NextApproval(approvals, history.Control)
                    : null,
                BakeEndsAt = history.IsUnderWay ? history.Control.BakeBeganAt + sight.Policy?.BakeTime : null,
                Words = history.Control.Words,
                WindowsPassed = history.Control.WindowsPassed,
                Arithmetic = sight.Pass?.Arithmetic ?? [],
            }
            : null;

    private static DateTimeOffset? ReachedAt(RotationHistory history, int count) =>
        history.Control.Checkpoints.TryGetValue(count, out var at) ? at : null;
}
