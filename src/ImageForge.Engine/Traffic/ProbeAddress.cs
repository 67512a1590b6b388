using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Traffic;

/// <summary>Where an instance itself is asked, past the load balancer.</summary>
/// <param name="Address">Host and port, such as <c>127.0.0.1:40123</c>.</param>
public sealed record ProbeAddress(InstanceId Instance, string Address);
