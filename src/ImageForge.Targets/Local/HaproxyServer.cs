using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Local;

/// <summary>A server rendered into HAProxy's configuration when it starts.</summary>
/// <param name="Port">The instance's forwarded port on 127.0.0.1.</param>
/// <param name="Mode">What it shall be told; anything but ready begins disabled.</param>
public sealed record HaproxyServer(InstanceId Instance, int Port, HaproxyMode Mode);
