namespace ImageForge.Targets.Local;

/// <summary>
/// A TCP port of the guest made reachable on this machine's loopback address.
/// </summary>
/// <param name="GuestPort">1 to 65535.</param>
/// <param name="HostPort">The port on this machine, 1 to 65535; null takes a free one at the start.</param>
public sealed record MachineForward(int GuestPort, int? HostPort = null);
