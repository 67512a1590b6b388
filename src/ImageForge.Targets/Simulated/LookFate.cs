namespace ImageForge.Targets.Simulated;

/// <summary>How one look goes.</summary>
/// <param name="CallTime">From asking to the answer.</param>
/// <param name="IsRefused">Nothing can be seen now.</param>
/// <param name="StaleBy">So much older is what it shows.</param>
/// <param name="HideYounger">It does not show launches younger than this yet.</param>
internal sealed record LookFate(TimeSpan CallTime, bool IsRefused, TimeSpan StaleBy, TimeSpan HideYounger);
