using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>image list</c>, newest first.</summary>
internal sealed record ImageListAnswer(ImmutableArray<ArtifactAnswer> Images);
