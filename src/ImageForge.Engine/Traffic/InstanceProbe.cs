using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Traffic;

/// <summary>What one probe of one instance found.</summary>
/// <param name="Serving">It answered its health path with the status that means healthy, in time.</param>
/// <param name="Reporting">A fresh beat says that all of its sensors work.</param>
public sealed record InstanceProbe(InstanceId Instance, bool Serving, bool Reporting);
