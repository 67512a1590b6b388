using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// What a caller wants otherwise than the files say. Applied before the digest: another wish, another digest.
/// </summary>
public sealed record DefinitionOverrides
{
    /// <summary>
    /// Takes the place of the base's pockets; must hold <see cref="Pocket.Release"/>. Null leaves them.
    /// </summary>
    public ImmutableArray<Pocket>? Pockets { get; init; }
}
