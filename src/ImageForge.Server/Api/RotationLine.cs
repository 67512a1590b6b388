using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>A rotation of a fleet, by its journal.</summary>
/// <param name="By">Who asked for it over this interface; null: a schedule, or a command.</param>
/// <param name="RollbackOf">The rotation that it undoes; null if it undoes none.</param>
/// <param name="EndedAs">Null while it is under way.</param>
public sealed record RotationLine(
    string Rotation, string Target, string Reason, string? By, DateTimeOffset? StartedAt, bool IsUnderWay,
    RotationStatus? EndedAs, DateTimeOffset? EndedAt, string EndReason, string? RollbackOf)
{
    /// <summary>Null before the first.</summary>
    public static RotationLine? Of(RotationHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history is { Rotation: { } rotation, Target: { } target }
            ? new RotationLine(
                rotation.Value, $"{target}", history.StartReason, history.StartedBy, history.StartedAt,
                history.IsUnderWay, history.FinishedAs, history.FinishedAt, history.FinishReason,
                history.RollbackOf?.Value)
            : null;
    }
}
