using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Engine.Rotations;

/// <summary>Where a rotation finds the image it goes to, or goes back to.</summary>
public interface IArtifacts
{
    /// <summary>The artifact of that id, in its present state; null if it is not here.</summary>
    Task<ImageArtifact?> FindAsync(ArtifactId id, CancellationToken cancellationToken);

    /// <summary>Why what runs on it should go; null if it was not revoked.</summary>
    Task<ImageRevocation?> RevocationOfAsync(ArtifactId id, CancellationToken cancellationToken);
}
