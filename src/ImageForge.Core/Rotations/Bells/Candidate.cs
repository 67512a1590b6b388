using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Bells;

/// <summary>An instance that should go, with its reason.</summary>
/// <param name="Detail">The numbers behind the reason, for people.</param>
public sealed record Candidate(InstanceId Instance, CandidateReason Reason, string Detail);
