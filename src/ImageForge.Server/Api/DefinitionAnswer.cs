namespace ImageForge.Server.Api;

/// <summary>What a definition says now.</summary>
/// <param name="Digest">SHA-256 of the composed definition; another one builds another version.</param>
/// <param name="RebuildCron">When it is built anew without a change; null: never.</param>
/// <param name="RebuildZone">By the clocks of which place; null as before.</param>
public sealed record DefinitionAnswer(string Image, string Digest, string? RebuildCron, string? RebuildZone);
