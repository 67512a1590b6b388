using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>What a build left on the target's store.</summary>
/// <param name="Size">Bytes of all its files.</param>
public sealed record ArtifactLine(string Image, string Target, long Size, ImmutableArray<FileLine> Files);
