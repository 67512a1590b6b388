namespace ImageForge.Targets.Local;

/// <summary>A virtio-serial port: <c>/dev/virtio-ports/&lt;Name&gt;</c> in the guest.</summary>
/// <param name="Name">Such as <c>imageforge.gate</c>.</param>
/// <param name="Path">What it is on this machine: a file that grows, or the path of a listening socket.</param>
/// <param name="IsSocket">
/// False (a file) loses nothing when nobody looks and survives our death; true lets this side speak too, to one client
/// at a time.
/// </param>
public sealed record MachineChannel(string Name, string Path, bool IsSocket = false);
