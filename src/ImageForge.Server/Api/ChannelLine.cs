namespace ImageForge.Server.Api;

/// <summary>What the channels of an image name.</summary>
/// <param name="Stable">Null: nothing is released.</param>
/// <param name="Canary">What is stable, where nothing younger is on it.</param>
public sealed record ChannelLine(string Image, string? Stable, string? Canary);
