using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>The last rotation of a fleet, by its journal.</summary>
/// <param name="EndedAs">Null while it is under way.</param>
public sealed record RotationLine(
    string Rotation, string Target, string Reason, DateTimeOffset? StartedAt, bool IsUnderWay, RotationStatus? EndedAs,
    DateTimeOffset? EndedAt, string EndReason)
{
    /// <summary>Null before the first.</summary>
    public static RotationLine? Of(RotationHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history is { Rotation: { } rotation, Target: { } target }
            ? new RotationLine(
                rotation.Value, $"{target}", history.StartReason, history.StartedAt, history.IsUnderWay,
                history.FinishedAs, history.FinishedAt, history.FinishReason)
            : null;
    }
}
