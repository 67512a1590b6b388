namespace ImageForge.Server.Api;

/// <summary>A layer a version is made of.</summary>
/// <param name="Key">SHA-256 of what it was made of.</param>
/// <param name="Content">SHA-256 of its tree, entry by entry.</param>
public sealed record LayerLine(string Name, string Key, string Content);
