namespace ImageForge.Core.Rotations;

/// <summary>That an instance should go, said by a person, a feed or a detection.</summary>
public sealed record InstanceMark(CandidateReason Reason, string Detail, DateTimeOffset At);
