using ImageForge.Core.Images;

namespace ImageForge.Engine.Rotations;

/// <summary>Where a rotation finds the image it goes to, or goes back to.</summary>
public interface IArtifacts
{
    /// <summary>The artifact of that id, whatever its state; null if it is not here.</summary>
    ImageArtifact? Find(ArtifactId id);
}
