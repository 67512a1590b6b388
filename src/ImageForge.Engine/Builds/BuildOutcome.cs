using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>How a build ended.</summary>
/// <param name="Artifact">What came out; look at its state, a refused image is an outcome and no exception.</param>
/// <param name="Reused">True if the artifact was there already and no work was done.</param>
public sealed record BuildOutcome(ImageArtifact Artifact, bool Reused);
