using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>rotation list</c>: the last rotation of each fleet.</summary>
internal sealed record RotationListAnswer(ImmutableArray<RotationStateAnswer> Rotations);
