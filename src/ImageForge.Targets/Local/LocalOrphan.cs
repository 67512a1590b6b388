namespace ImageForge.Targets.Local;

/// <summary>An instance, machine or load balancer on this machine that belongs to no fleet.</summary>
/// <param name="Path">Its folder, which may be gone already.</param>
/// <param name="Reason">Why nobody needs it, for people.</param>
/// <param name="Process">The process to end; null if none is known to run.</param>
public sealed record LocalOrphan(string Path, string Reason, ProcessIdentity? Process);
