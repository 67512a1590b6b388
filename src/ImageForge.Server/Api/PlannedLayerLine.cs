namespace ImageForge.Server.Api;

/// <summary>A layer of a build that is only thought of.</summary>
public sealed record PlannedLayerLine(string Name, bool IsThere);
