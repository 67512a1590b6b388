namespace ImageForge.Core.Images;

/// <summary>
/// A part of a Debian suite. <see cref="Release"/> alone is the suite as it was on its last point release.
/// </summary>
public enum Pocket
{
    Release,
    Updates,
    Security,
}
