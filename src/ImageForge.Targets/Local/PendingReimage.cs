namespace ImageForge.Targets.Local;

/// <summary>
/// A reimage that has begun: <c>reimage.json</c> in the instance's folder, from before the first deed until the new
/// machine runs and <c>launch.json</c> says so.
/// </summary>
/// <param name="Launch">What the instance becomes: token, image, UUID, moment and disk are chosen only once.</param>
/// <param name="HostPort">The application's port on this machine, which stays; null if it never had one.</param>
internal sealed record PendingReimage(InstanceLaunch Launch, int? HostPort);
