namespace ImageForge.Core.Rotations;

/// <summary>That an instance should go, said by a person, a feed or a detection.</summary>
/// <param name="At">When that was first said.</param>
/// <param name="DueAt">When it has to be gone; null: nobody set a date.</param>
public sealed record InstanceMark(
    CandidateReason Reason, string Detail, DateTimeOffset At, DateTimeOffset? DueAt = null);
