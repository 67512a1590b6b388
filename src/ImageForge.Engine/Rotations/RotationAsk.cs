namespace ImageForge.Engine.Rotations;

/// <summary>Why a rotation is begun.</summary>
/// <param name="Reason">Kept in the journal.</param>
/// <param name="Hotfix">The hotfix that it is for: whoever drives it goes by the schedule's emergency policy. Null:
/// none.</param>
public sealed record RotationAsk(string Reason, string? Hotfix = null);
