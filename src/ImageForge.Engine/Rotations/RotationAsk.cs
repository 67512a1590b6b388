namespace ImageForge.Engine.Rotations;

/// <summary>Why a rotation is begun, and who asked for it.</summary>
/// <param name="Reason">Kept in the journal.</param>
/// <param name="Hotfix">The hotfix that it is for: whoever drives it goes by the schedule's emergency policy. Null:
/// none.</param>
/// <param name="By">Whoever asked over the service's interface; null: a schedule, or a command. Who began a rotation
/// cannot approve it.</param>
/// <param name="Request">What tells the request from every other one; asked again with it, the rotation that it began
/// is found, and no other one is begun. Null where nobody asks again.</param>
public sealed record RotationAsk(string Reason, string? Hotfix = null, string? By = null, string? Request = null);
