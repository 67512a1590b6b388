using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>Where a rollback goes.</summary>
public static class RollbackChoice
{
    /// <summary>
    /// The last image to which a rotation of this fleet came to its end, other than the present target and than any
    /// that turned out bad here; null if there is none.
    /// </summary>
    public static ArtifactId? Of(RotationHistory history)
    {
        foreach (var proven in history.Proven.Reverse())
        {
            if (proven.Image != history.Target && !history.BadImages.Contains(proven.Image))
            {
                return proven.Image;
            }
        }

        return null;
    }
}
