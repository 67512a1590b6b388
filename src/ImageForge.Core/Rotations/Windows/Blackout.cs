namespace ImageForge.Core.Rotations.Windows;

/// <summary>Days on which no window opens.</summary>
/// <param name="First">The first day, from its local midnight.</param>
/// <param name="Last">The last day, to its end.</param>
/// <param name="Zone">The IANA zone of both.</param>
/// <param name="Reason">Why, for people; empty if not told.</param>
public sealed record Blackout(DateOnly First, DateOnly Last, TimeZoneInfo Zone, string Reason);
