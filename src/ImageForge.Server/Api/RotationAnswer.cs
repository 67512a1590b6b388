using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;

namespace ImageForge.Server.Api;

/// <summary>Where the last rotation of a fleet stands, by its journal and by nothing else.</summary>
/// <param name="Version">How many entries the journal has; with quotes, the ETag.</param>
/// <param name="Rotation">Null before the first.</param>
/// <param name="State"><c>none</c>, <c>under way</c>, <c>paused</c>, <c>cancelling</c>, <c>baking</c>, or how it
/// ended.</param>
/// <param name="By">Who asked for it over this interface; null: a schedule, or a command.</param>
/// <param name="Words">Who paused or cancelled it, and why; empty if nobody did.</param>
/// <param name="WindowsPassed">Who let it begin slots outside of the windows, and why; null if nobody did.</param>
/// <param name="CheckpointsReached">In instances.</param>
/// <param name="ApprovedTo">The approval point, in percent, up to which a person let it pass; null: none.</param>
/// <param name="RollbackTo">The image that a rollback would go to; null if none is possible.</param>
public sealed record RotationAnswer(
    string Fleet, long Version, string? Rotation, string State, string? Target, DateTimeOffset? StartedAt,
    string Reason, string? By, DateTimeOffset? EndedAt, string EndReason, string Words, string? WindowsPassed,
    ImmutableArray<int> CheckpointsReached, int? ApprovedTo, DateTimeOffset? BakeBeganAt, int Slots,
    int FailedLaunches, string? RollbackOf, string? RollbackTo)
{
    public static RotationAnswer Of(FleetName fleet, RotationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var history = record.History;
        return new(
            fleet.Value, record.Entries, history.Rotation?.Value, StateOf(history), history.Target?.ToString(),
            history.StartedAt, history.StartReason, history.StartedBy, history.FinishedAt, history.FinishReason,
            history.Control.Words, history.Control.WindowsPassed, [.. history.Control.Checkpoints.Keys],
            history.Control.ApprovedTo, history.Control.BakeBeganAt, history.Slots.Count, history.FailedLaunches,
            history.RollbackOf?.Value, RollbackChoice.Of(history)?.ToString());
    }

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
