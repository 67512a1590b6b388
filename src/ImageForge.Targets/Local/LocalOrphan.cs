namespace ImageForge.Targets.Local;

/// <summary>Something on this machine that belongs to no fleet and to no build that is under way.</summary>
/// <param name="Description">What it is and why nobody needs it, for people.</param>
/// <param name="Folder">The instance folder; null for a process without one.</param>
/// <param name="Process">The process to end; null for a folder whose machine was never started.</param>
public sealed record LocalOrphan(string Description, InstanceFolder? Folder, ProcessIdentity? Process);
