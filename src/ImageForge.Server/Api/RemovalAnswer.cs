namespace ImageForge.Server.Api;

/// <summary>What became of a version.</summary>
/// <param name="Summary">For people.</param>
public sealed record RemovalAnswer(string Image, string Summary);
