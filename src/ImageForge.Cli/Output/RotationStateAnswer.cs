using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Cli.Output;

/// <summary>Where the last rotation of a fleet stands, by its journal.</summary>
/// <param name="State">
/// <c>none</c>, <c>under way</c>, <c>paused</c>, <c>cancelling</c>, <c>baking</c>, or how it ended.
/// </param>
/// <param name="RollbackTo">The image that a rollback would go to now; null if none is possible.</param>
internal sealed record RotationStateAnswer(
    string Fleet, string? Rotation, string State, string? Image, DateTimeOffset? StartedAt, string Reason,
    DateTimeOffset? FinishedAt, string FinishReason, string Words, string? WindowsPassed,
    ImmutableArray<int> CheckpointsReached, int? ApprovedTo, DateTimeOffset? BakeBeganAt, int Slots,
    int FailedLaunches, string? RollbackOf, string? RollbackTo, DateTimeOffset? RollbackUntil)
{
    public PlanAnswer? Plan { get; init; }

    public static RotationStateAnswer Of(FleetName fleet, RotationHistory history, TimeSpan? rollbackFor) => new(
        fleet.Value, history.Rotation?.Value, StateOf(history), history.Target?.ToString(), history.StartedAt,
        history.StartReason, history.FinishedAt, history.FinishReason, history.Control.Words,
        history.Control.WindowsPassed, [.. history.Control.Checkpoints.Keys], history.Control.ApprovedTo,
        history.Control.BakeBeganAt, history.Slots.Count, history.FailedLaunches, history.RollbackOf?.Value,
        RollbackChoice.Of(history)?.ToString(), history.FinishedAt + rollbackFor);

    private static string StateOf(RotationHistory history) => history switch
    {
        { Rotation: null } => "none",
        { FinishedAs: { } ended } => $"{ended}".ToLowerInvariant(),
        { Control.CancelRequestedAt: not null } => "cancelling",
        { Control.PausedAt: not null } => "paused",
        { Control.BakeBeganAt: not null } => "baking",
        _ => "under way",
    };
}
