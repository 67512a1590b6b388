using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>What one of the image's own steps left in an artifact.</summary>
/// <param name="Layer">Name of its layer.</param>
/// <param name="Name">What people call it: <c>run shop/steps/setup.sh</c>.</param>
/// <param name="HasNetwork">Whether it could have fetched something that no plan knew of.</param>
/// <param name="Files">Regular files that it made or changed, as it left them, sorted by path.</param>
public sealed record ArtifactStep(string Layer, string Name, bool HasNetwork, ImmutableArray<StepFile> Files);
