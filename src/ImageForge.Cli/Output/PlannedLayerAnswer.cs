namespace ImageForge.Cli.Output;

/// <summary>A layer of a plan, and whether the cache holds it.</summary>
internal sealed record PlannedLayerAnswer(string Name, string Key, int Steps, bool Cached);
