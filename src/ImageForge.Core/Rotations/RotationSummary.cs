using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>A rotation of any time, by its beginning and its end.</summary>
/// <param name="By">Who asked for it over the service's interface; null: a schedule, or a command.</param>
/// <param name="RollbackOf">The rotation that it undoes; null if it undoes none.</param>
/// <param name="Launches">Instances that it launched, or gave a new root disk.</param>
/// <param name="EndedAs">Null while it is under way.</param>
public sealed record RotationSummary(
    RotationId Rotation, ArtifactId Image, string Reason, string? By, DateTimeOffset StartedAt, RotationId? RollbackOf,
    int Launches, RotationStatus? EndedAs, DateTimeOffset? EndedAt, string EndReason);
