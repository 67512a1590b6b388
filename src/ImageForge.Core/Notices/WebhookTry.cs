namespace ImageForge.Core.Notices;

/// <summary>A notice whose delivery failed so far.</summary>
/// <param name="Tries">How many failed.</param>
/// <param name="NextAt">Not tried again before.</param>
public sealed record WebhookTry(long Sequence, int Tries, DateTimeOffset NextAt, string Error);
