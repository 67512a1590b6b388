using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Provider.Backends;

/// <summary>An image as a program wants it.</summary>
/// <param name="Definition">A folder under images/.</param>
/// <param name="Target">Where; null: the service's own.</param>
/// <param name="Channel">What it is released to; null: what its definition says.</param>
/// <param name="Pockets">In place of the definition's; null: those.</param>
internal sealed record ImageOrder(
    string Definition, string? Target, string? Channel = null, ImmutableArray<Pocket>? Pockets = null);
