namespace ImageForge.Server.Api;

/// <summary>A fleet by its schedule and its journal; nobody looked at it for this.</summary>
/// <param name="Runs">True if anything of it is there.</param>
/// <param name="Schedule">What is in force; null: no schedule, or none that is right.</param>
/// <param name="Rotation">The last one; null before the first.</param>
public sealed record FleetLine(string Fleet, bool Runs, ScheduleAnswer? Schedule, RotationLine? Rotation);
