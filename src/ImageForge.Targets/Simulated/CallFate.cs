namespace ImageForge.Targets.Simulated;

/// <summary>How one call goes.</summary>
/// <param name="CallTime">From sending it to its answer.</param>
/// <param name="AnswerIsLost">It is done, and the caller learns nothing.</param>
/// <param name="LateBy">It is done so much later, and never answered; null if not.</param>
/// <param name="AgainAfter">It is done once more so much later; null if not.</param>
internal sealed record CallFate(TimeSpan CallTime, bool AnswerIsLost, TimeSpan? LateBy, TimeSpan? AgainAfter);
