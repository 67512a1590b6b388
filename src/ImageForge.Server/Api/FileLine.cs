namespace ImageForge.Server.Api;

/// <summary>A file shipped with a version.</summary>
/// <param name="Size">Bytes.</param>
public sealed record FileLine(string Name, long Size, string Sha256);
