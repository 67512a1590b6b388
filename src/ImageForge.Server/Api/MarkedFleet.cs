namespace ImageForge.Server.Api;

/// <summary>A fleet in which instances should go.</summary>
/// <param name="Instances">How many; null: it cannot be seen now, and its next rotation finds out.</param>
public sealed record MarkedFleet(string Fleet, int? Instances);
