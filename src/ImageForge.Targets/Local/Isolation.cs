namespace ImageForge.Targets.Local;

/// <summary>
/// <c>isolation.json</c> in an instance's folder. There from before the first deed and never taken back: an isolated
/// instance is evidence, so it only leaves with its folder.
/// </summary>
/// <param name="IsDone">True once every network interface is cut and the load balancer has forgotten it.</param>
internal sealed record Isolation(bool IsDone);
