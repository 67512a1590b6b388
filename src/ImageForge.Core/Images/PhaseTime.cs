namespace ImageForge.Core.Images;

/// <summary>How long a phase took.</summary>
/// <param name="Seconds">Wall seconds.</param>
public sealed record PhaseTime(string Name, double Seconds);
