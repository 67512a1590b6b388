namespace ImageForge.Core.Images;

/// <summary>A reason to refuse that somebody accepted for a time.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="Waiver">Id of the waiver.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why it was accepted.</param>
/// <param name="Until">From when on it counts as refused again.</param>
public sealed record WaivedFinding(
    GateFinding Finding, string Waiver, string Owner, string Reason, DateTimeOffset Until);
