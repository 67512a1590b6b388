namespace ImageForge.Targets.Local;

/// <summary>
/// A TCP port of the guest made reachable on this machine's loopback address, under a free port chosen at the start.
/// </summary>
/// <param name="GuestPort">1 to 65535.</param>
public readonly record struct MachineForward(int GuestPort);
