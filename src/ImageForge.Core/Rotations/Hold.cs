using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>A "not now" with its reason.</summary>
/// <param name="Instance">The instance concerned; null when the whole rotation is held.</param>
/// <param name="Detail">The numbers behind the reason.</param>
/// <param name="NextEligibleAt">When it may change by itself; null if only an event or a person changes it.</param>
public sealed record Hold(InstanceId? Instance, HoldReason Reason, string Detail, DateTimeOffset? NextEligibleAt);
