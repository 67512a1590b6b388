namespace ImageForge.Server.Api;

/// <summary>An installed package.</summary>
/// <param name="Origin">Who offered it where that is not the distribution; null: it is.</param>
public sealed record PackageLine(
    string Name, string Version, string Architecture, string Source, string SourceVersion, string Sha256,
    string? Origin);
