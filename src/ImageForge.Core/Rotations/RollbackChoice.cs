using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>Where a rollback goes.</summary>
public static class RollbackChoice
{
    /// <summary>
    /// The last image to which a rotation of this fleet came to its end, other than the present target and than any
    /// that turned out bad here; null if there is none.
    /// </summary>
    public static ArtifactId? Of(RotationHistory history) => All(history).Cast<ArtifactId?>().FirstOrDefault();

    /// <summary>All such images, the last first: the first of them may not be launched any more.</summary>
    public static IEnumerable<ArtifactId> All(RotationHistory history) => history.Proven.Reverse()
        .Select(proven => proven.Image)
        .Where(image => image != history.Target && !history.BadImages.Contains(image));
}
